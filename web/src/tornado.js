// A tornado: how far an answer moves when one figure at a time goes to its low and its high end.
import { base, categoryAxis, flat, frame, innerRect, valueAxis } from './axes.js';
import { fit } from './look.js';
import { short, signed } from './number.js';
import { unitTitle } from './table.js';

function readEnds(data, look) {
    return [
        { role: 'low', label: 'at the low end', colour: look.onward },
        { role: 'high', label: 'at the high end', colour: look.accent },
    ].map((end) => ({ ...end, values: data.need(end.role).values, at: data.column(`${end.role}_at`)?.cells }));
}

// A bar from the base to where the answer goes, and beyond it the value that took it there.
function endBar(api, end, i, start, isUpper, look) {
    const [from, y] = api.coord([start, i]);
    const [to] = api.coord([end.values[i], i]);
    const height = Math.min(api.size([0, 1])[1] * 0.42, 16);
    const top = isUpper ? y - height : y;
    const isLeft = to < from;
    const words = fit(end.at?.[i] ?? '', look.width * 0.16, 11);
    return [
        {
            type: 'rect',
            shape: { x: Math.min(from, to), y: top, width: Math.max(Math.abs(to - from), 1), height: height - 1 },
            style: { fill: end.colour },
        },
        {
            type: 'text',
            style: {
                text: words,
                x: to + (isLeft ? -4 : 4),
                y: top + height / 2,
                align: isLeft ? 'right' : 'left',
                verticalAlign: 'middle',
                fill: look.muted,
                fontSize: 11,
            },
        },
    ];
}

function bars(ends, start, look) {
    return {
        type: 'custom',
        silent: true,
        data: ends[0].values.map((_, i) => [i, ends[0].values[i], ends[1].values[i], start]),
        encode: { y: 0, x: [1, 2, 3] },
        renderItem: (params, api) => ({
            type: 'group',
            children: ends.flatMap((end, k) =>
                Number.isFinite(end.values[params.dataIndex])
                    ? endBar(api, end, params.dataIndex, start, k === 0, look)
                    : [],
            ),
        }),
    };
}

function middleLine(start, look) {
    return {
        type: 'custom',
        silent: true,
        z: 4,
        data: [[start, 0]],
        renderItem: (params, api) => {
            const x = api.coord([start, 0])[0];
            const area = params.coordSys;
            return {
                type: 'line',
                shape: { x1: x, y1: area.y, x2: x, y2: area.y + area.height },
                style: { stroke: look.ink },
            };
        },
    };
}

function makeSteps(names, ends) {
    return names.map((name, i) => ({
        title: name,
        rows: ends.map((end) => ({
            label: end.at?.[i] ? `${end.label} (${end.at[i]})` : end.label,
            colour: end.colour,
            text: signed(end.values[i]),
        })),
        box: (chart) => {
            const area = innerRect(chart);
            const height = area.height / names.length;
            return { x: area.x, y: area.y + i * height, width: area.width, height };
        },
    }));
}

export function drawTornado(data, look) {
    const names = data.need('name').cells;
    const ends = readEnds(data, look);
    const start = Number(data.options.base ?? 0) || 0;
    const hasWords = ends.some((end) => end.at);
    const option = {
        ...base(look),
        grid: frame(look, { bottom: 26, right: 20 }),
        xAxis: valueAxis(look, {
            ...(hasWords ? { boundaryGap: ['22%', '22%'] } : {}),
            ...flat(look, unitTitle(data, 'low')),
        }),
        yAxis: categoryAxis(look, names, look.width * (look.isNarrow ? 0.38 : 0.3), { inverse: true }),
        series: [bars(ends, start, look), middleLine(start, look)],
    };
    option.yAxis.axisLabel.interval = 0;
    const key = ends.map(({ label, colour }) => ({ label, colour }));
    const panel = { height: 50 + names.length * 38, option, steps: makeSteps(names, ends) };
    return { key, note: `The line in the middle: ${short(start)}.`, panels: [panel] };
}
