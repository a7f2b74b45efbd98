// Lines over time or over a parameter, with the bands of their uncertainty.
import { base, categoryAxis, flat, frame, innerRect, valueAxis } from './axes.js';
import { fit, styleGroups, textWidth } from './look.js';
import { short } from './number.js';
import { axisTitle, unitTitle } from './table.js';

const BANDS = [
    { percent: 95, opacity: 0.16 },
    { percent: 90, opacity: 0.16 },
    { percent: 50, opacity: 0.26 },
];
const MOST_DIRECT = 6;

function readBands(data, group) {
    return BANDS.map((band) => ({
        ...band,
        low: data.column(`low${band.percent}`, group)?.values,
        high: data.column(`high${band.percent}`, group)?.values,
    })).filter((band) => band.low && band.high);
}

function readGroups(data, look) {
    const role = data.column('mid') ? 'mid' : 'value';
    const names = data.groups(role);
    const styles = styleGroups(names, look);
    return names.map((name, i) => ({
        ...styles[i],
        label: data.label(role, name),
        values: data.need(role, name).values,
        bands: readBands(data, name),
    }));
}

// Long spans of weeks are marked by years.
function yearly(column) {
    const years = (column.values.at(-1) - column.values[0]) / 52;
    return column.unit === 'weeks' && years > 1.5 ? 52 * Math.ceil(years / 6) : undefined;
}

// Where x is not a number, points stand beside each other.
function readX(data) {
    const column = data.need('x');
    const isNumeric = column.values.every(Number.isFinite);
    const at = isNumeric ? column.values : column.cells.map((_, i) => i);
    return { title: axisTitle(column), names: column.cells, isNumeric, at, interval: yearly(column) };
}

// Runs of neighbouring points that have both ends, so that a gap stays a gap.
function definedRuns(band) {
    const runs = [];
    let run = null;
    band.low.forEach((low, i) => {
        if (!Number.isFinite(low) || !Number.isFinite(band.high[i])) run = null;
        else if (run) run.push(i);
        else runs.push((run = [i]));
    });
    return runs;
}

function bandSeries(group, band, x) {
    const outline = (run, api) => [
        ...run.map((i) => api.coord([x.at[i], band.low[i]])),
        ...run.map((i) => api.coord([x.at[i], band.high[i]])).reverse(),
    ];
    const style = { fill: group.colour, opacity: band.opacity };
    return {
        type: 'custom',
        silent: true,
        clip: true,
        data: x.at.map((at, i) => [at, band.low[i], band.high[i]]),
        encode: { x: 0, y: [1, 2] },
        renderItem: (params, api) =>
            params.dataIndex > 0
                ? undefined
                : {
                      type: 'group',
                      children: definedRuns(band).map((run) => ({
                          type: 'polygon',
                          shape: { points: outline(run, api) },
                          style,
                      })),
                  },
    };
}

function lineSeries(group, x) {
    const points = x.at.map((at, i) => [at, group.values[i]]);
    const isShort = group.values.filter(Number.isFinite).length <= 12;
    return {
        type: 'line',
        data: points.map(([at, value]) => [at, Number.isFinite(value) ? value : null]),
        silent: true,
        showSymbol: isShort,
        symbolSize: 6,
        lineStyle: { color: group.colour, type: group.dash, width: 2 },
        itemStyle: { color: group.colour },
    };
}

// Places on a line, in order, at least `gap` apart and as near to where they want to be as one sweep down and one up bring.
function spread(wanted, gap, bottom) {
    const places = [...wanted];
    for (let i = 1; i < places.length; i++) places[i] = Math.max(places[i], places[i - 1] + gap);
    let limit = bottom;
    for (let i = places.length - 1; i >= 0; i--, limit = places[i + 1] - gap) places[i] = Math.min(places[i], limit);
    return places;
}

// The last point of a line that is defined, in pixels.
function endOf(group, x, api) {
    const i = group.values.findLastIndex(Number.isFinite);
    return i < 0 ? null : api.coord([x.at[i], group.values[i]]);
}

// Names at the ends of the lines, none over another.
function nameSeries(groups, x, width) {
    const draw = (api, area) => {
        const ends = groups.map((group) => ({ group, at: endOf(group, x, api) })).filter((end) => end.at);
        ends.sort((a, b) => a.at[1] - b.at[1]);
        const places = spread(
            ends.map((end) => end.at[1]),
            15,
            area.y + area.height + 6,
        );
        return ends.map(({ group }, i) => ({
            type: 'text',
            style: {
                text: fit(group.label, width),
                x: area.x + area.width + 7,
                y: places[i],
                fill: group.colour,
                fontSize: 12,
                verticalAlign: 'middle',
            },
        }));
    };
    return {
        type: 'custom',
        silent: true,
        data: [[x.at[0], NaN]],
        renderItem: (params, api) => ({ type: 'group', children: draw(api, params.coordSys) }),
    };
}

function upLine(api, x, area, words, look) {
    const at = api.coord([x, 0])[0];
    const isRight = at > area.x + area.width / 2;
    const room = Math.max(at - area.x, area.x + area.width - at) - 12;
    return {
        type: 'group',
        children: [
            {
                type: 'line',
                shape: { x1: at, y1: area.y, x2: at, y2: area.y + area.height },
                style: { stroke: look.muted, lineDash: [3, 3] },
            },
            {
                type: 'text',
                style: {
                    text: fit(words, room * 1.8),
                    x: at + (isRight ? -6 : 6),
                    y: area.y + 2,
                    width: room,
                    overflow: 'break',
                    lineHeight: 15,
                    align: isRight ? 'right' : 'left',
                    fill: look.ink,
                },
            },
        ],
    };
}

function acrossLine(api, area, look) {
    const y = api.coord([0, 0])[1];
    return {
        type: 'line',
        shape: { x1: area.x, y1: y, x2: area.x + area.width, y2: y },
        style: { stroke: look.ink, lineWidth: 1 },
    };
}

// The line at zero and the moment that matters, with its words.
function markSeries(data, x, look) {
    const { zero, markX, mark } = data.options;
    const draw = [];
    if (zero) draw.push((api, area) => acrossLine(api, area, look));
    if (markX !== undefined && markX !== '' && x.isNumeric)
        draw.push((api, area) => upLine(api, Number(markX), area, mark ?? '', look));
    return {
        type: 'custom',
        silent: true,
        z: 4,
        data: draw.map(() => [x.at[0], zero ? 0 : NaN]),
        renderItem: (params, api) => draw[params.dataIndex](api, params.coordSys),
    };
}

function describeGroup(group, i) {
    const ranges = [...group.bands].reverse().filter((band) => Number.isFinite(band.low[i]));
    const words = ranges.map((band) => `${band.percent} %: ${short(band.low[i])} to ${short(band.high[i])}`);
    return { label: group.label, colour: group.colour, text: [short(group.values[i]), ...words].join('; ') };
}

function makeSteps(groups, x) {
    return x.at.map((at, i) => ({
        title: `${x.title} ${x.names[i]}`,
        rows: groups.map((group) => describeGroup(group, i)),
        box: (chart) => {
            const area = innerRect(chart);
            return { x: chart.convertToPixel({ xAxisIndex: 0 }, at), y: area.y, width: 0, height: area.height };
        },
    }));
}

// How much room names at the ends of lines take; 0 where a key above the chart is better.
function roomForLabels(groups, look) {
    const widest = Math.max(...groups.map((group) => textWidth(group.label.slice(0, 200))));
    return look.isNarrow || groups.length > MOST_DIRECT || widest > look.width * 0.25 ? 0 : Math.ceil(widest) + 4;
}

export function drawBands(data, look) {
    const groups = readGroups(data, look);
    const x = readX(data);
    const labelWidth = roomForLabels(groups, look);
    const xAxis = x.isNumeric
        ? valueAxis(look, {
              min: 'dataMin',
              max: 'dataMax',
              interval: x.interval,
              splitLine: { show: false },
              ...flat(look, x.title),
          })
        : categoryAxis(look, x.names, 90, flat(look, x.title));
    const option = {
        ...base(look),
        grid: frame(look, { right: labelWidth ? labelWidth + 12 : 20, bottom: 26 }),
        xAxis,
        yAxis: valueAxis(look),
        series: [
            ...groups.flatMap((group) => group.bands.map((band) => bandSeries(group, band, x))),
            ...groups.map((group) => lineSeries(group, x)),
            ...(labelWidth ? [nameSeries(groups, x, labelWidth)] : []),
            markSeries(data, x, look),
        ],
    };
    const key = groups.map((group) => ({ label: group.label, colour: group.colour, dash: group.dash }));
    const panel = {
        top: unitTitle(data, data.column('mid') ? 'mid' : 'value'),
        height: look.isNarrow ? 250 : 330,
        option,
        steps: makeSteps(groups, x),
    };
    return { key: labelWidth ? [] : key, note: bandNote(groups), panels: [panel] };
}

function bandNote(groups) {
    const percents = [...new Set(groups.flatMap((group) => group.bands.map((band) => band.percent)))].sort(
        (a, b) => a - b,
    );
    if (!percents.length) return '';
    return percents.length > 1
        ? `Darker bands: ${percents[0]} %, lighter: ${percents[1]} % of replicates.`
        : `Bands: ${percents[0]} %${percents[0] === 95 ? ' interval' : ' of replicates'}.`;
}
