// Keeps numbers together with what follows them, "95 %" or "11.5 M", so that no line of prose begins with a unit.
const UNIT = /(\d) (?=(?:%|k|M|bn)(?![\w]))/g;

export function keepUnits() {
    for (const prose of document.querySelectorAll('main p, main h3, main li')) {
        const texts = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const text = texts.currentNode;
            const kept = text.data.replace(UNIT, '$1\u00a0');
            if (kept !== text.data) text.data = kept;
        }
    }
}
