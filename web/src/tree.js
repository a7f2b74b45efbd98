// The tree of referrals: a row for each generation, a dot for a number of customers, a line from whoever brought them.
import { styleGroups } from './look.js';
import { tick } from './number.js';
import { html, svg } from './svg.js';

const ROW = 46;
const MOST_DOTS = 36;

// How many customers one dot stands for: a round number.
function perDot(largest) {
    const exact = Math.max(largest / MOST_DOTS, 1);
    const power = 10 ** Math.floor(Math.log10(exact));
    return power * ([1, 1.5, 2, 3, 5].find((digit) => exact <= digit * power) ?? 10);
}

function dotPlaces(count, unit, width, y) {
    const n = Math.min(Math.ceil(count / unit - 1e-9), MOST_DOTS + 1);
    return [...Array(Math.max(n, 0)).keys()].map((k) => ({ x: ((k + 0.5) / n) * width, y }));
}

function branches(parents, children, colour) {
    if (!parents.length) return [];
    return children.map((child, k) => {
        const parent =
            parents[Math.min(Math.floor(((k + 0.5) / children.length) * parents.length), parents.length - 1)];
        const middle = (parent.y + child.y) / 2;
        return svg('path', {
            d: `M${parent.x} ${parent.y}C${parent.x} ${middle} ${child.x} ${middle} ${child.x} ${child.y}`,
            stroke: colour,
            'stroke-opacity': 0.45,
            fill: 'none',
        });
    });
}

function dot(place, isWhole, colour) {
    const fill = isWhole ? colour : 'none';
    return svg('circle', { cx: place.x, cy: place.y, r: isWhole ? 4 : 3.5, fill, stroke: colour, 'stroke-width': 1.5 });
}

function drawGroup(group, generations, unit, width) {
    const room = 96;
    const rows = group.counts.map((count, g) => dotPlaces(count > 0 ? count : 0, unit, width - room, 16 + g * ROW));
    const marks = rows.flatMap((places, g) => [
        ...(g ? branches(rows[g - 1], places, group.colour) : []),
        ...places.map((place, k) =>
            dot(place, k < places.length - 1 || group.counts[g] >= unit * places.length, group.colour),
        ),
    ]);
    const words = group.counts.map((count, g) => {
        const label = svg('text', { x: width - room + 8, y: 20 + g * ROW, class: 'words' });
        label.append(`${generations[g]}: ${tick(count)}`);
        return label;
    });
    const height = rows.length * ROW;
    const drawing = svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height }, ...marks, ...words);
    return html('div', 'tree', ...(group.label ? [html('p', 'panel-title', group.label)] : []), drawing);
}

export function drawTree(data, look) {
    const generations = data.need('generation').cells;
    const names = data.groups('count');
    const styles = styleGroups(names, look);
    const groups = names.map((name, i) => ({
        ...styles[i],
        label: data.label('count', name),
        counts: data.need('count', name).values,
    }));
    const unit = perDot(Math.max(1, ...groups.flatMap((group) => group.counts.filter(Number.isFinite))));
    const width = look.width > 700 && groups.length > 1 ? (look.width - 32) / 2 : look.width;
    const element = html('div', 'trees', ...groups.map((group) => drawGroup(group, generations, unit, width)));
    const note = `A dot: ${tick(unit)} customers; a ring: fewer. Rows: generations, each brought by the one above.`;
    return { key: [], note, panels: [{ element, steps: [] }] };
}
