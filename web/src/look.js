// What charts look like: colours from the style sheet, and which colour and dash a group has all over the page.

export const DASHES = ['solid', [7, 3], [2, 2], [9, 3, 2, 3], [12, 4], [4, 2, 1, 2], [1, 3], [6, 2, 2, 2, 2, 2]];
export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

const list = (style, name) =>
    style
        .getPropertyValue(name)
        .split(',')
        .map((colour) => colour.trim());

export function readLook(width) {
    const style = getComputedStyle(document.documentElement);
    const one = (name) => style.getPropertyValue(name).trim();
    return {
        width,
        isNarrow: width < 520,
        ink: one('--ink'),
        muted: one('--muted'),
        rule: one('--rule'),
        paper: one('--paper'),
        series: list(style, '--series'),
        sequential: list(style, '--sequential'),
        diverging: list(style, '--diverging'),
        accent: one('--accent'),
        onward: one('--onward'),
        loss: one('--loss'),
        back: one('--back'),
    };
}

// The strategies are the groups of the first figure that has any. They look the same wherever they appear;
// groups of another kind take the colours behind theirs.
const strategies = [];

export function learnStrategies() {
    const figures = [...document.querySelectorAll('figure[data-chart]')];
    const first = figures.find((figure) => figure.querySelector('th[data-group]'));
    if (!first) return;
    const names = [...first.querySelectorAll('th[data-group]')].map((head) => head.dataset.group);
    strategies.push(...new Set(names));
}

// For each of the names { colour, dash }.
export function styleGroups(names, look) {
    const others = names.filter((name) => !strategies.includes(name));
    const first = others.length > look.series.length - strategies.length ? 0 : strategies.length;
    return names.map((name) => {
        const place = strategies.includes(name) ? strategies.indexOf(name) : first + others.indexOf(name);
        return { colour: look.series[place % look.series.length], dash: DASHES[place % DASHES.length] };
    });
}

function channels(hex) {
    const n = parseInt(hex.slice(1), 16);
    return [n >> 16, (n >> 8) & 255, n & 255];
}

// The colour at `share` (0 to 1) of the way through a list of colours.
export function mix(colours, share) {
    const place = Math.min(Math.max(share, 0), 1) * (colours.length - 1);
    const i = Math.min(Math.floor(place), colours.length - 2);
    const [from, to] = [channels(colours[i]), channels(colours[i + 1])];
    const part = from.map((value, k) => Math.round(value + (to[k] - value) * (place - i)));
    return `#${part.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

// Black or white, whichever can be read on this colour.
export function inkOn(hex) {
    const [r, g, b] = channels(hex).map((value) => (value / 255) ** 2.2);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? '#111111' : '#ffffff';
}

const pen = document.createElement('canvas').getContext('2d');

// How wide a text is, in pixels.
export function textWidth(text, size = 12) {
    pen.font = `${size}px ${FONT}`;
    return pen.measureText(text).width;
}

// As much of a text as fits, with an ellipsis where something is left out. Whole characters only.
export function fit(text, width, size = 12) {
    if (text.length < 400 && textWidth(text, size) <= width) return text;
    const letters = Array.from(text.slice(0, 400));
    let n = letters.length;
    while (n > 0 && textWidth(`${letters.slice(0, n).join('')}…`, size) > width) n -= Math.max(1, n >> 4);
    return `${letters.slice(0, Math.max(n, 0)).join('')}…`;
}
