// Reading a chart point by point, with the pointer or with the arrow keys. A drawing gives its steps: what each says,
// and the box that it takes up.
import { html } from './svg.js';

const FAR = 24; // pixels beyond which the pointer means nothing

let live;

// What a screen reader is told; politely, when it has finished what it was saying.
function announce(words) {
    if (!live) {
        live = html('p', 'hidden');
        live.setAttribute('role', 'status');
        document.body.append(live);
    }
    live.textContent = words;
}

const inWords = (step) => `${step.title}. ${step.rows.map((row) => `${row.label}: ${row.text}`).join('. ')}`;

function swatch(colour) {
    const mark = html('span', 'swatch');
    mark.style.background = colour ?? 'transparent';
    return mark;
}

function makeTip(step) {
    const rows = step.rows.map((row) => html('p', '', swatch(row.colour), html('b', '', row.label), ` ${row.text}`));
    return html('div', 'tip', html('p', 'tip-title', step.title), ...rows);
}

function place(tip, mark, box, holder) {
    mark.style.cssText = `left:${box.x}px;top:${box.y}px;width:${Math.max(box.width, 1)}px;height:${box.height}px`;
    const room = holder.scrollWidth - tip.offsetWidth;
    const right = box.x + box.width + 12;
    const left = right <= room ? right : box.x - tip.offsetWidth - 12;
    const top = Math.min(box.y, holder.clientHeight - tip.offsetHeight - 4);
    tip.style.left = `${Math.max(0, Math.min(left, room))}px`;
    tip.style.top = `${Math.max(0, top)}px`;
    if (box.x < holder.scrollLeft || box.x + box.width > holder.scrollLeft + holder.clientWidth)
        holder.scrollLeft = box.x - holder.clientWidth / 2;
}

function distance(box, x, y) {
    const dx = Math.max(box.x - x, 0, x - box.x - box.width);
    const dy = Math.max(box.y - y, 0, y - box.y - box.height);
    return Math.hypot(dx, dy);
}

function nearest(boxes, x, y) {
    let best = -1;
    let least = FAR;
    boxes.forEach((box, i) => {
        const d = distance(box, x, y);
        if (d < least) [best, least] = [i, d];
    });
    return best;
}

const MOVES = {
    ArrowRight: (at) => at + 1,
    ArrowLeft: (at, n) => (at < 0 ? n - 1 : at - 1),
    PageDown: (at) => Math.max(at, 0) + 10,
    PageUp: (at) => at - 10,
    Home: () => 0,
    End: (at, n) => n - 1,
};

// Listens until `signal` is aborted. `steps`: { title, rows: [{ label, colour, text }], box: () => its rectangle }.
export function makeReadable(holder, steps, signal) {
    let at = -1;
    let shown = [];
    let boxes;
    const hide = () => {
        shown.forEach((element) => element.remove());
        shown = [];
        at = -1;
    };
    const show = (i) => {
        if (i === at) return;
        hide();
        at = i;
        boxes ??= steps.map((step) => step.box());
        shown = [html('div', 'mark'), makeTip(steps[i])];
        holder.append(...shown);
        place(shown[1], shown[0], boxes[i], holder);
    };
    const onKey = (event) => {
        if (event.key === 'Escape') return hide();
        if (!Object.hasOwn(MOVES, event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
        event.preventDefault();
        show(Math.min(Math.max(MOVES[event.key](at, steps.length), 0), steps.length - 1));
        announce(inWords(steps[at]));
    };
    const onMove = (event) => {
        boxes ??= steps.map((step) => step.box());
        const frame = holder.getBoundingClientRect();
        const i = nearest(boxes, event.clientX - frame.left + holder.scrollLeft, event.clientY - frame.top);
        i < 0 ? hide() : show(i);
    };
    holder.addEventListener('keydown', onKey, { signal });
    holder.addEventListener('pointermove', onMove, { signal });
    holder.addEventListener('pointerdown', onMove, { signal });
    holder.addEventListener('pointerleave', hide, { signal });
    holder.addEventListener('blur', hide, { signal });
    signal.addEventListener('abort', hide);
}
