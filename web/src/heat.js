// Heat maps over two axes, with the line on which two strategies tie.
import { base, categoryAxis, flat, frame, valueAxis } from './axes.js';
import { inkOn, mix, textWidth } from './look.js';
import { parseNumber, short, signed } from './number.js';
import { axisTitle, tieColumn, unitTitle } from './table.js';

// The values of an axis: numbers in their order, words in the table's.
function levels(cells) {
    const names = [...new Set(cells)];
    return names.every((name) => Number.isFinite(parseNumber(name))) ? names.sort((a, b) => a - b) : names;
}

// Where a number lies between the middles of the cells, which are 0, 1, 2...
function placeAmong(names, value) {
    const at = names.map(Number);
    if (at.length < 2) return 0;
    let i = at.findIndex((level) => level >= value);
    if (i < 0) i = at.length - 1;
    i = Math.max(i, 1);
    return i - 1 + (value - at[i - 1]) / (at[i] - at[i - 1]);
}

function makeScale(values, isDiverging, look) {
    const finite = values.filter(Number.isFinite);
    const low = finite.reduce((a, b) => Math.min(a, b), Infinity);
    const high = finite.reduce((a, b) => Math.max(a, b), -Infinity);
    const reach = Math.max(Math.abs(low), Math.abs(high)) || 1;
    const colours = isDiverging ? look.diverging : look.sequential;
    const share = isDiverging ? (v) => (v + reach) / (2 * reach) : (v) => (high > low ? (v - low) / (high - low) : 1);
    return {
        colours,
        colour: (value) => mix(colours, share(value)),
        ends: isDiverging ? [-reach, 0, reach].map(signed) : [low, high].map(short),
    };
}

function readCells(data, rows, x, y) {
    const column = Object.fromEntries(['x', 'y', 'value', 'low', 'high'].map((role) => [role, data.column(role)]));
    const column0 = new Map(x.map((name, i) => [name, i]));
    const row0 = new Map(y.map((name, i) => [name, i]));
    return rows.map((r) => ({
        x: column0.get(column.x.cells[r]),
        y: row0.get(column.y.cells[r]),
        value: column.value.values[r],
        low: column.low?.values[r],
        high: column.high?.values[r],
    }));
}

// A value is printed only if all of them have room.
const haveRoom = (cells, [width, height]) =>
    height > 14 && cells.every((cell) => textWidth(short(cell.value), 11) < width - 4);

function cellShape(api, cell, scale, words) {
    const [cx, cy] = api.coord([cell.x, cell.y]);
    const [width, height] = api.size([1, 1]);
    const fill = scale.colour(cell.value);
    const rect = {
        type: 'rect',
        shape: { x: cx - width / 2, y: cy - height / 2, width: width + 0.3, height: height + 0.3 },
        style: { fill },
    };
    const text = {
        type: 'text',
        style: { text: words, x: cx, y: cy, align: 'center', verticalAlign: 'middle', fontSize: 11, fill: inkOn(fill) },
    };
    return { type: 'group', children: words ? [rect, text] : [rect] };
}

function cellSeries(cells, scale, withValues) {
    const shown = cells.filter((cell) => Number.isFinite(cell.value));
    let hasWords;
    return {
        type: 'custom',
        silent: true,
        data: shown.map((cell) => [cell.x, cell.y]),
        renderItem: (params, api) => {
            const cell = shown[params.dataIndex];
            hasWords ??= withValues && haveRoom(shown, api.size([1, 1]));
            return cellShape(api, cell, scale, hasWords ? short(cell.value) : '');
        },
    };
}

// The tie lines of the second table, on axes of their own that count cells.
function tieSeries(data, x, y, look) {
    const [tx, ty, segment] = ['x', 'y', 'segment'].map((role) => tieColumn(data, role));
    if (!tx || !ty) return [];
    const lines = new Map();
    tx.values.forEach((value, i) => {
        const name = segment ? segment.cells[i] : '';
        if (!lines.has(name)) lines.set(name, []);
        lines.get(name).push([placeAmong(x, value), placeAmong(y, ty.values[i])]);
    });
    return [...lines.values()].map((points) => ({
        type: 'line',
        xAxisIndex: 1,
        yAxisIndex: 1,
        silent: true,
        showSymbol: points.length === 1,
        data: points,
        z: 6,
        lineStyle: { color: look.ink, width: 3 },
        itemStyle: { color: look.ink },
    }));
}

const hidden = (n) => ({ type: 'value', show: false, min: -0.5, max: n - 0.5 });

function describe(cell, isDiverging) {
    const number = isDiverging ? signed : short;
    const range = Number.isFinite(cell.low) ? `; ${number(cell.low)} to ${number(cell.high)}` : '';
    return number(cell.value) + range;
}

function makeSteps(cells, titles, x, y, data, scale) {
    const ordered = [...cells].sort((a, b) => a.y - b.y || a.x - b.x);
    return ordered.map((cell) => ({
        title: `${titles.x} ${x[cell.x]}, ${titles.y} ${y[cell.y]}`,
        rows: [
            {
                label: titles.value,
                colour: Number.isFinite(cell.value) ? scale.colour(cell.value) : undefined,
                text: describe(cell, data.options.diverging === '1'),
            },
        ],
        box: (chart) => {
            const [cx, cy] = chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [cell.x, cell.y]);
            const area = chart.getModel().getComponent('grid').coordinateSystem.getRect();
            const [width, height] = [area.width / x.length, area.height / y.length];
            return { x: cx - width / 2, y: cy - height / 2, width, height };
        },
    }));
}

function drawPanel(data, facet, rows, look, scale) {
    const [x, y] = ['x', 'y'].map((role) => levels(data.need(role).cells));
    const titles = {
        x: data.options.x ?? axisTitle(data.need('x')),
        y: data.options.y ?? axisTitle(data.need('y')),
        value: data.need('value').title,
    };
    const cells = readCells(data, rows, x, y);
    const height = Math.min(Math.max(y.length * 28, 120), look.isNarrow ? 360 : 460);
    const option = {
        ...base(look),
        grid: frame(look, { bottom: 26, right: 12 }),
        xAxis: [categoryAxis(look, x.map(levelName), look.width / 4, flat(look, titles.x)), hidden(x.length)],
        yAxis: [categoryAxis(look, y.map(levelName), look.width / 4), hidden(y.length)],
        series: [cellSeries(cells, scale, data.options.values === '1'), ...tieSeries(data, x, y, look)],
    };
    return {
        title: facet,
        top: titles.y,
        height: height + 44,
        option,
        steps: makeSteps(cells, titles, x, y, data, scale),
    };
}

// "0.33333" is too long for a mark of an axis.
function levelName(name) {
    const value = parseNumber(name);
    return Number.isFinite(value) && name.length > 6 ? short(value) : name;
}

export function drawHeat(data, look) {
    const facet = data.column('facet');
    const facets = facet ? [...new Set(facet.cells)] : [''];
    const perRow = facets.length > 1 && look.width > 760 ? 2 : 1;
    const panelLook = { ...look, width: look.width / perRow };
    const isDiverging = data.options.diverging === '1';
    const scale = makeScale(data.need('value').values, isDiverging, look);
    const all = [...Array(data.nRows).keys()];
    const panels = facets.map((name) =>
        drawPanel(data, name, facet ? all.filter((i) => facet.cells[i] === name) : all, panelLook, scale),
    );
    const note = data.tie.length && data.tie[0].cells.length ? 'The line: where both tie.' : '';
    return { scale: { ...scale, title: axisTitle(data.need('value')) }, key: [], note, perRow, panels };
}
