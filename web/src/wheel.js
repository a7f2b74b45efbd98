// The wheels, turning: as fast as the simulated ones, only sooner; as large as their mass; braked by their friction.
import { styleGroups } from './look.js';
import { short, tick } from './number.js';
import { html, svg } from './svg.js';

const SIZE = 240;
const WEEK_SECONDS = 7 * 24 * 3600;

const asksForStillness = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

const withUnit = (value, unit) => short(value) + (Number.isFinite(value) && unit && unit !== '1' ? ` ${unit}` : '');

function readWheels(data, look) {
    const names = data.need('name').cells;
    const styles = styleGroups(names, look);
    const value = (role, i) => data.column(role)?.values[i] ?? NaN;
    return names.map((name, i) => ({
        name,
        colour: styles[i].colour,
        speed: value('speed', i),
        mass: value('mass', i),
        friction: value('friction', i),
        facts: ['speed', 'mass', 'friction', 'momentum', 'halflife']
            .map((role) => data.column(role))
            .filter(Boolean)
            .map((column) => ({ title: column.title, text: withUnit(column.values[i], column.unit) })),
    }));
}

// Weeks that pass in a second, a round number, so that the fastest wheel turns once in about five seconds.
function weeksPerSecond(wheels) {
    const fastest = Math.max(...wheels.map((wheel) => wheel.speed).filter((speed) => speed > 0), 0);
    if (fastest === 0) return 0;
    const exact = 0.2 / fastest;
    const power = 10 ** Math.floor(Math.log10(exact));
    return power * ([5, 2].find((digit) => exact >= digit * power) ?? 1);
}

// The area of a wheel says its mass, as a share of the heaviest.
function radiusOf(wheel, heaviest) {
    const share = heaviest > 0 && wheel.mass > 0 ? wheel.mass / heaviest : 0;
    return 24 + 66 * Math.sqrt(share);
}

function drawRotor(wheel, radius) {
    const spokes = [...Array(6).keys()].map((k) => {
        const angle = (k * Math.PI) / 3;
        const [x, y] = [Math.cos(angle) * (radius - 8), Math.sin(angle) * (radius - 8)];
        return svg('line', { x1: 0, y1: 0, x2: x, y2: y, stroke: wheel.colour, 'stroke-width': k ? 3 : 7 });
    });
    const rim = svg('circle', { r: radius - 6, fill: 'none', stroke: wheel.colour, 'stroke-width': 12 });
    const hub = svg('circle', { r: 9, fill: wheel.colour });
    const dot = svg('circle', { cx: radius - 6, cy: 0, r: 4, class: 'paper' });
    return svg('g', { class: 'rotor' }, ...spokes, rim, hub, dot);
}

// A block that presses on the rim: wider with more friction, none where that is undefined.
function drawBrake(wheel, radius, strongest) {
    if (!Number.isFinite(wheel.friction)) return '';
    const share = strongest > 0 ? Math.max(wheel.friction, 0) / strongest : 0;
    const width = 10 + 50 * share;
    return svg(
        'g',
        { class: 'brake' },
        svg('rect', { x: -width / 2, y: -radius - 14, width, height: 12, rx: 3 }),
        svg('rect', { x: -3, y: -radius - 30, width: 6, height: 18 }),
    );
}

function animate(rotor, wheel, pace) {
    if (!(wheel.speed > 0) || !pace || !rotor.animate) return null;
    const turn = [{ transform: 'rotate(0deg)' }, { transform: 'rotate(360deg)' }];
    const animation = rotor.animate(turn, { duration: 1000 / (wheel.speed * pace), iterations: Infinity });
    animation.pause();
    return animation;
}

function drawWheel(wheel, most, pace) {
    const radius = radiusOf(wheel, most.mass);
    const rotor = drawRotor(wheel, radius);
    const drawing = svg(
        'svg',
        { viewBox: `${-SIZE / 2} ${-SIZE / 2 - 8} ${SIZE} ${SIZE}`, width: SIZE, height: SIZE },
        rotor,
        drawBrake(wheel, radius, most.friction),
    );
    const facts = wheel.facts.map(({ title, text }) => html('div', '', html('dt', '', title), html('dd', '', text)));
    const element = html('div', 'wheel', html('p', 'panel-title', wheel.name), drawing, html('dl', '', ...facts));
    return { element, animation: animate(rotor, wheel, pace) };
}

function makeButton(animations) {
    const button = html('button', 'play');
    button.type = 'button';
    let plays = false;
    const set = (on) => {
        plays = on;
        for (const animation of animations) on ? animation.play() : animation.pause();
        button.textContent = on ? 'Pause the wheels' : 'Turn the wheels';
    };
    button.addEventListener('click', () => set(!plays));
    set(!asksForStillness());
    return button;
}

function paceNote(pace) {
    if (!pace) return 'No wheel turns.';
    const stands = asksForStillness() ? ' They stand still because this device asks for less motion.' : '';
    const times = Math.round(pace * WEEK_SECONDS).toLocaleString('en');
    const scale = `${tick(pace)} weeks pass in a second (${times} times as fast as life).`;
    return `${scale} Area: mass. Brake: friction.${stands}`;
}

export function drawWheels(data, look) {
    const wheels = readWheels(data, look);
    const greatest = (field) => Math.max(0, ...wheels.map((wheel) => wheel[field]).filter(Number.isFinite));
    const most = { mass: greatest('mass'), friction: greatest('friction') };
    const pace = weeksPerSecond(wheels);
    const drawn = wheels.map((wheel) => drawWheel(wheel, most, pace));
    const animations = drawn.map((wheel) => wheel.animation).filter(Boolean);
    return {
        key: [],
        note: paceNote(pace),
        control: animations.length ? makeButton(animations) : null,
        panels: [{ element: html('div', 'wheels', ...drawn.map((wheel) => wheel.element)), steps: [] }],
        stop: () => animations.forEach((animation) => animation.cancel()),
    };
}
