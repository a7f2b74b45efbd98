// Bars for categories, grouped or stacked, with whiskers for intervals. They lie, since names are long; ordered
// categories stand as columns.
import { base, categoryAxis, flat, frame, innerRect, valueAxis } from './axes.js';
import { inkOn, styleGroups, textWidth } from './look.js';
import { short } from './number.js';
import { axisTitle, unitTitle } from './table.js';

const GAPS = { barGap: '15%', barCategoryGap: '35%' };

function readGroups(data, look) {
    const names = data.groups('value');
    const styles = styleGroups(names, look);
    return names.map((name, i) => ({
        ...styles[i],
        label: data.label('value', name),
        values: data.need('value', name).values,
        low: data.column('low', name)?.values,
        high: data.column('high', name)?.values,
    }));
}

// A logarithm knows positive numbers only; what else there is, only the table shows.
const drawable = (value, isLog) => Number.isFinite(value) && (!isLog || value > 0);

const pair = (way, category, value) => (way.isColumns ? [category, value] : [value, category]);

function barSeries(group, way, look) {
    const hasLabel = !way.isStacked && !group.low && way.nGroups * group.values.length <= 40 && !way.isColumns;
    return {
        type: 'bar',
        ...GAPS,
        silent: true,
        stack: way.isStacked ? 'all' : undefined,
        barMaxWidth: 36,
        data: group.values.map((value, i) => ({
            value: pair(way, i, drawable(value, way.isLog) ? value : null),
            label: { position: value < 0 ? 'left' : 'right' },
        })),
        itemStyle: { color: group.colour, borderColor: look.paper, borderWidth: way.isStacked ? 1 : 0 },
        label: {
            show: hasLabel,
            color: look.muted,
            fontSize: 12,
            formatter: (item) => short(group.values[item.dataIndex]),
        },
    };
}

function whisker(way, api, group, place, i) {
    const layout = api.barLayout({ ...GAPS, barMaxWidth: 36, count: way.nGroups })[place];
    const middle = layout.offsetCenter;
    const ends = [group.low[i], group.high[i]].map((value) => api.coord(pair(way, i, value)));
    const [from, to] = ends.map(([x, y]) => (way.isColumns ? [x + middle, y] : [x, y + middle]));
    const cap = Math.min(layout.width / 3, 5);
    const line = (x1, y1, x2, y2) => ({
        type: 'line',
        shape: { x1, y1, x2, y2 },
        style: { stroke: way.ink, lineWidth: 1.5 },
    });
    const ticks = [from, to].map(([x, y]) =>
        way.isColumns ? line(x - cap, y, x + cap, y) : line(x, y - cap, x, y + cap),
    );
    return { type: 'group', children: [line(...from, ...to), ...ticks] };
}

function whiskerSeries(group, place, way) {
    const isDrawn = (i) => drawable(group.low[i], way.isLog) && drawable(group.high[i], way.isLog);
    return {
        type: 'custom',
        silent: true,
        z: 4,
        encode: way.isColumns ? { x: 0, y: [1, 2] } : { y: 0, x: [1, 2] },
        data: group.values.map((_, i) => [i, group.low[i], group.high[i]]),
        renderItem: (params, api) =>
            isDrawn(params.dataIndex) ? whisker(way, api, group, place, params.dataIndex) : undefined,
    };
}

// The name inside a piece of a stack, where there is room for it.
function pieceLabel(api, groups, g, i) {
    const before = groups.slice(0, g).reduce((sum, group) => sum + Math.max(group.values[i] || 0, 0), 0);
    const [x, y] = api.coord([before, i]);
    const room = api.coord([before + groups[g].values[i], i])[0] - x - 8;
    const { label, colour } = groups[g];
    if (room < 24 || textWidth(label.slice(0, 200), 11) > room) return [];
    const style = { text: label, x: x + 5, y, fill: inkOn(colour), fontSize: 11, verticalAlign: 'middle' };
    return [{ type: 'text', style }];
}

// Colours alone do not tell the pieces of a stack apart.
function stackLabels(groups) {
    return {
        type: 'custom',
        silent: true,
        z: 5,
        data: groups[0].values.map((_, i) => [0, i]),
        renderItem: ({ dataIndex: i }, api) => ({
            type: 'group',
            children: groups.flatMap((group, g) => (group.values[i] > 0 ? pieceLabel(api, groups, g, i) : [])),
        }),
    };
}

function describe(group, i) {
    const range =
        group.low && Number.isFinite(group.low[i]) ? `; ${short(group.low[i])} to ${short(group.high[i])}` : '';
    return { label: group.label, colour: group.colour, text: short(group.values[i]) + range };
}

function makeSteps(names, groups, way) {
    return names.map((name, i) => ({
        title: name,
        rows: groups.map((group) => describe(group, i)),
        box: (chart) => {
            const area = innerRect(chart);
            const size = (way.isColumns ? area.width : area.height) / names.length;
            return way.isColumns
                ? { x: area.x + i * size, y: area.y, width: size, height: area.height }
                : { x: area.x, y: area.y + i * size, width: area.width, height: size };
        },
    }));
}

function readWay(data, groups, look) {
    return {
        isColumns: data.options.columns === '1',
        isStacked: data.options.stack === '1' && groups.length > 1,
        isLog: data.options.log === '1',
        nGroups: groups.length,
        ink: look.ink,
    };
}

// The axis of names and the axis of amounts.
function makeAxes(data, names, way, look) {
    const nameTitle = axisTitle(data.need('name'));
    const amountTitle = unitTitle(data, 'value');
    const scale = { scale: false, ...(way.isLog ? { type: 'log' } : {}) };
    if (way.isColumns) {
        const xAxis = categoryAxis(look, names, look.width / Math.max(names.length, 1), flat(look, nameTitle));
        return { xAxis, yAxis: valueAxis(look, scale) };
    }
    const yAxis = categoryAxis(look, names, look.width * (look.isNarrow ? 0.38 : 0.3), { inverse: true });
    yAxis.axisLabel.interval = 0;
    return { xAxis: valueAxis(look, { ...scale, ...flat(look, amountTitle) }), yAxis };
}

function makeSeries(groups, way, look) {
    const hasWhiskers = (group) => group.low && group.high && !way.isStacked;
    return [
        ...groups.map((group) => barSeries(group, way, look)),
        ...groups.flatMap((group, i) => (hasWhiskers(group) ? [whiskerSeries(group, i, way)] : [])),
        ...(way.isStacked && !way.isColumns && !way.isLog ? [stackLabels(groups)] : []),
    ];
}

export function drawBars(data, look) {
    const groups = readGroups(data, look);
    const way = readWay(data, groups, look);
    const names = data.need('name').cells;
    const option = {
        ...base(look),
        grid: frame(look, { right: way.isColumns ? 16 : 56, bottom: 26 }),
        ...makeAxes(data, names, way, look),
        series: makeSeries(groups, way, look),
    };
    const thickness = way.isStacked ? 48 : 14 + 16 * groups.length;
    const panel = {
        top: way.isColumns ? unitTitle(data, 'value') : '',
        height: way.isColumns ? 300 : 46 + names.length * thickness,
        option,
        steps: makeSteps(names, groups, way),
    };
    const key = groups.length > 1 ? groups.map(({ label, colour }) => ({ label, colour })) : [];
    return { key, note: groups.some((group) => group.low) ? 'Whiskers: 95 % intervals.' : '', panels: [panel] };
}
