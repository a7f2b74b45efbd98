// Puts the drawing of a figure into its place: key, panels, notes, and the text that stands for the picture.
import { drawBands } from './bands.js';
import { drawBars } from './bars.js';
import { init } from './echarts.js';
import { drawHeat } from './heat.js';
import { makeReadable } from './interact.js';
import { readLook } from './look.js';
import { drawSankey } from './sankey.js';
import { html, svg } from './svg.js';
import { Data } from './table.js';
import { drawTornado } from './tornado.js';
import { drawTree } from './tree.js';
import { drawWheels } from './wheel.js';

const KINDS = new Map([
    ['bands', drawBands],
    ['lines', drawBands],
    ['bars', drawBars],
    ['heat', drawHeat],
    ['sankey', drawSankey],
    ['tornado', drawTornado],
    ['tree', drawTree],
    ['wheel', drawWheels],
]);

// What each drawn figure would need to be drawn again: { data, undo }.
const drawn = new Map();

function sample(entry) {
    const dash = Array.isArray(entry.dash) ? entry.dash.join(' ') : 'none';
    const mark = entry.dash
        ? svg('line', {
              x1: 0,
              y1: 6,
              x2: 28,
              y2: 6,
              stroke: entry.colour,
              'stroke-width': 3,
              'stroke-dasharray': dash,
          })
        : svg('rect', { x: 0, y: 0, width: 12, height: 12, fill: entry.colour });
    return svg('svg', { width: entry.dash ? 28 : 12, height: 12, 'aria-hidden': 'true' }, mark);
}

const makeKey = (entries) => html('ul', 'key', ...entries.map((entry) => html('li', '', sample(entry), entry.label)));

function makeScale(scale) {
    const bar = html('span', 'gradient');
    bar.style.backgroundImage = `linear-gradient(to right, ${scale.colours.join(',')})`;
    const ends = html('span', 'ends', ...scale.ends.map((end) => html('span', '', end)));
    return html('p', 'scale', html('span', '', scale.title), html('span', '', bar, ends));
}

// ECharts looks for changes in every frame; there are none.
function makeChart(plot, panel, width) {
    const chart = init(plot, null, { renderer: 'svg', width, height: panel.height });
    chart.setOption(panel.option);
    chart.getZr().flush();
    chart.getZr().animation.stop();
    return chart;
}

function makePanel(panel, width) {
    const plot = panel.element ?? html('div', 'plot');
    const own = Math.max(width, panel.minWidth ?? 0);
    if (panel.option) plot.style.cssText = `width:${own}px;height:${panel.height}px`;
    const words = [panel.title && html('p', 'panel-title', panel.title), panel.top && html('p', 'axis', panel.top)];
    return { plot, width: own, panel, element: html('div', 'panel', ...words.filter(Boolean), plot) };
}

// Boxes of a panel's steps, seen from the figure's chart instead of from the panel's plot.
function placedSteps({ plot, panel }, chart) {
    return panel.steps.map((step) => ({
        ...step,
        box: () => {
            const box = step.box(chart);
            return { ...box, x: box.x + plot.offsetLeft, y: box.y + plot.offsetTop };
        },
    }));
}

function describe(holder, data, isReadable) {
    const hint = isReadable ? 'Left and right arrow keys read the points.' : '';
    holder.setAttribute('role', 'img');
    holder.setAttribute('aria-label', [data.title, data.alt, hint].filter(Boolean).join(' '));
    if (isReadable) holder.tabIndex = 0;
}

function put(figure, data, drawing, width) {
    const holder = figure.querySelector('.chart');
    const perRow = drawing.perRow ?? 1;
    const panels = drawing.panels.map((panel) => makePanel(panel, width / perRow - (perRow > 1 ? 12 : 0)));
    const extras = [];
    if (drawing.key.length) extras.push(makeKey(drawing.key));
    if (drawing.scale) extras.push(makeScale(drawing.scale));
    holder.before(...extras);
    holder.classList.toggle('pairs', perRow > 1);
    holder.replaceChildren(...panels.map((panel) => panel.element));
    const after = [drawing.note && html('p', 'note', drawing.note), drawing.control].filter(Boolean);
    holder.after(...after);
    const charts = panels.map(({ plot, panel, width: w }) => (panel.option ? makeChart(plot, panel, w) : null));
    const steps = panels.flatMap((panel, i) => placedSteps(panel, charts[i]));
    const listening = new AbortController();
    if (steps.length) makeReadable(holder, steps, listening.signal);
    describe(holder, data, steps.length > 0);
    return () => {
        listening.abort();
        drawing.stop?.();
        charts.forEach((chart) => chart?.dispose());
        [...extras, ...after].forEach((element) => element.remove());
    };
}

function say(figure, words) {
    figure.querySelector('.chart')?.replaceChildren(html('p', 'note', words));
    return () => {};
}

function drawFresh(figure, data, width) {
    const draw = KINDS.get(figure.dataset.chart);
    try {
        if (!draw) throw new Error(`there is no chart of the kind "${figure.dataset.chart}"`);
        if (data.isEmpty) return say(figure, 'There is nothing to draw: the table has no values.');
        return put(figure, data, draw(data, readLook(width)), width);
    } catch (error) {
        console.error(`${figure.id}: ${error.message}`, error);
        return say(figure, 'This chart could not be drawn; the table below has its numbers.');
    }
}

// Draws a figure, or draws it again in the width and the colours of now. `width`: other than that of its place.
export function drawFigure(figure, width) {
    const state = drawn.get(figure) ?? { data: new Data(figure), undo: () => {} };
    state.undo();
    const holder = figure.querySelector('.chart');
    state.undo = drawFresh(figure, state.data, width ?? holder?.clientWidth ?? 0);
    drawn.set(figure, state);
    figure.dataset.drawn = '1';
}

export const isDrawn = (figure) => drawn.has(figure);
