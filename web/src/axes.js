// Axes and the frame around them, the same in all charts. Names never reach ECharts as data: a category is its number,
// and a function of ours gives the text, which is drawn as it is.
import { FONT, fit } from './look.js';
import { tick } from './number.js';

const SIZE = 12;

export function base(look) {
    return {
        animation: false,
        textStyle: { fontFamily: FONT, fontSize: SIZE, color: look.ink },
        backgroundColor: 'transparent',
    };
}

export function frame(look, more) {
    return {
        left: 4,
        right: 16,
        top: 12,
        bottom: 30,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
        ...more,
    };
}

const label = (look) => ({ color: look.muted, fontSize: SIZE, hideOverlap: true });

const title = (look, width) => ({
    color: look.muted,
    fontSize: SIZE,
    width,
    overflow: 'truncate',
});

export function valueAxis(look, more = {}) {
    return {
        type: 'value',
        scale: true,
        splitNumber: look.isNarrow ? 3 : 5,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { ...label(look), formatter: tick },
        splitLine: { lineStyle: { color: look.rule } },
        ...more,
    };
}

export function flat(look, text) {
    return {
        name: fit(text, look.width - 80),
        nameLocation: 'middle',
        nameGap: 28,
        nameTextStyle: title(look, look.width - 80),
    };
}

export function categoryAxis(look, names, width, more = {}) {
    return {
        type: 'category',
        data: names.map((_, i) => i),
        axisLine: { lineStyle: { color: look.rule } },
        axisTick: { show: false },
        axisLabel: { ...label(look), color: look.ink, formatter: (i) => fit(names[i] ?? '', width) },
        splitLine: { show: false },
        ...more,
    };
}

// The rectangle inside the axes, in pixels of the chart.
export function innerRect(chart) {
    return chart.getModel().getComponent('grid').coordinateSystem.getRect();
}
