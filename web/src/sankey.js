// The journey: how many go from where to where, and where they are lost. One diagram for each strategy.
import { base } from './axes.js';
import { fit } from './look.js';
import { short, tick } from './number.js';

const NARROWEST = 620; // less has no room for names: a phone's reader pushes it sideways

const KINDS = { onward: 'go on', loss: 'are lost', return: 'come back' };

const colourOf = (kind, look) => ({ loss: look.loss, return: look.back })[kind] ?? look.onward;

function readLinks(data, rows) {
    const [from, to, value, kind] = ['from', 'to', 'value', 'kind'].map((role) => data.column(role));
    return rows
        .filter((r) => value.values[r] > 0)
        .map((r) => ({
            from: from.cells[r],
            to: to.cells[r],
            value: value.values[r],
            kind: kind?.cells[r].trim() || 'onward',
        }));
}

function flow(links, end, name) {
    return links.filter((link) => link[end] === name).reduce((sum, link) => sum + link.value, 0);
}

// How many steps the longest way has: so many columns stand beside each other.
function countColumns(names, links) {
    const depth = new Map(names.map((name) => [name, 0]));
    for (let round = 0; round < names.length; round++)
        links.forEach((link) => depth.set(link.to, Math.max(depth.get(link.to), depth.get(link.from) + 1)));
    return Math.max(...depth.values(), 1);
}

function nodes(names, links, look, room) {
    return names.map((name, i) => {
        const isLoss =
            !links.some((link) => link.from === name) &&
            links.every((link) => link.to !== name || link.kind === 'loss');
        const total = Math.max(flow(links, 'from', name), flow(links, 'to', name));
        return {
            name: String(i),
            label: { width: room, overflow: 'break', formatter: () => `${fit(name, room * 1.8)}\n${tick(total)}` },
            itemStyle: { color: isLoss ? look.loss : look.ink, borderWidth: 0 },
        };
    });
}

function sankeySeries(names, links, look) {
    const right = look.width < 700 ? 110 : 160;
    const room = Math.min((look.width - right) / countColumns(names, links) - 18, right - 6);
    return {
        type: 'sankey',
        silent: true,
        draggable: false,
        left: 4,
        right,
        top: 14,
        bottom: 14,
        nodeWidth: 8,
        nodeGap: 34,
        nodeAlign: 'left',
        layoutIterations: 32,
        data: nodes(names, links, look, room),
        links: links.map((link) => ({
            source: String(names.indexOf(link.from)),
            target: String(names.indexOf(link.to)),
            value: link.value,
            lineStyle: { color: colourOf(link.kind, look), opacity: 0.38, curveness: 0.5 },
        })),
        label: {
            color: look.ink,
            fontSize: look.isNarrow ? 11 : 12,
            lineHeight: look.isNarrow ? 13 : 15,
            textBorderColor: look.paper,
            textBorderWidth: 2,
        },
    };
}

// A circle cannot be drawn, and looking for one must not hang.
function refuseCircles(names, links) {
    let left = new Set(names);
    for (;;) {
        const next = new Set([...left].filter((name) => links.some((link) => link.to === name && left.has(link.from))));
        if (next.size === 0) return;
        if (next.size === left.size) throw new Error('the flows go round in a circle');
        left = next;
    }
}

function edgeBox(chart, i) {
    const edge = chart.getModel().getSeriesByIndex(0).getGraph().getEdgeByIndex(i);
    const { sy, ty, dy } = edge.getLayout();
    const [from, to] = [edge.node1.getLayout(), edge.node2.getLayout()];
    const view = chart.getModel().getSeriesByIndex(0).layoutInfo;
    const x = view.x + (from.x + from.dx + to.x) / 2;
    const y = view.y + (from.y + sy + to.y + ty + dy) / 2;
    const height = Math.max(dy, 10);
    return { x: x - 12, y: y - height / 2, width: 24, height };
}

function makeSteps(names, links, look) {
    return links.map((link, i) => ({
        title: `${link.from} to ${link.to}`,
        rows: [{ label: KINDS[link.kind] ?? link.kind, colour: colourOf(link.kind, look), text: short(link.value) }],
        box: (chart) => edgeBox(chart, i),
    }));
}

function drawPanel(data, title, rows, screen) {
    const look = { ...screen, width: Math.max(screen.width, NARROWEST) };
    const links = readLinks(data, rows);
    const names = [...new Set(links.flatMap((link) => [link.from, link.to]))];
    refuseCircles(names, links);
    const option = { ...base(look), series: [sankeySeries(names, links, look)] };
    const height = Math.max(look.width < 700 ? 350 : 440, names.length * 26);
    return { title, height, minWidth: NARROWEST, option, steps: makeSteps(names, links, look) };
}

export function drawSankey(data, look) {
    ['from', 'to', 'value'].forEach((role) => data.need(role));
    const facet = data.column('facet');
    const facets = facet ? [...new Set(facet.cells)] : [''];
    const all = [...Array(data.nRows).keys()];
    const panels = facets.map((name) =>
        drawPanel(data, name, facet ? all.filter((i) => facet.cells[i] === name) : all, look),
    );
    const kinds = [...new Set(data.column('kind')?.cells.map((cell) => cell.trim()) ?? [])];
    const key = kinds.map((kind) => ({ label: KINDS[kind] ?? kind, colour: colourOf(kind, look) }));
    return { key: key.length > 1 ? key : [], note: '', panels };
}
