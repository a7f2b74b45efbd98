// Draws the figures of a report from the tables that stand in them: those in sight first, others when there is time,
// all of them again when width or colours change and before printing.
import { drawFigure, isDrawn } from './draw.js';
import { learnStrategies } from './look.js';
import { keepUnits } from './spaces.js';
import { html } from './svg.js';

const PRINT_WIDTH = 660; // what A4 leaves between its margins

const figures = [...document.querySelectorAll('figure[data-chart]')];
const root = document.documentElement;
const prefersDark = matchMedia('(prefers-color-scheme: dark)');

const drawAgain = (width) => figures.filter(isDrawn).forEach((figure) => drawFigure(figure, width));

function drawInSight() {
    const sight = new IntersectionObserver(
        (entries) => {
            for (const entry of entries.filter((e) => e.isIntersecting)) {
                sight.unobserve(entry.target);
                if (!isDrawn(entry.target)) drawFigure(entry.target);
            }
        },
        { rootMargin: '200px' },
    );
    figures.forEach((figure) => sight.observe(figure));
}

const later = window.requestIdleCallback ?? ((call) => setTimeout(call, 30));

function drawTheRest() {
    const next = figures.find((figure) => !isDrawn(figure));
    if (!next) return;
    drawFigure(next);
    later(drawTheRest);
}

function followWidth() {
    const main = document.querySelector('main') ?? document.body;
    let width = main.clientWidth;
    let timer;
    new ResizeObserver(() => {
        if (main.clientWidth === width || root.dataset.printing) return;
        width = main.clientWidth;
        clearTimeout(timer);
        timer = setTimeout(drawAgain, 120);
    }).observe(main);
}

const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : prefersDark.matches);

function addThemeButton() {
    const button = html('button', 'theme');
    button.type = 'button';
    const label = () => (button.textContent = isDark() ? 'Light colours' : 'Dark colours');
    button.addEventListener('click', () => {
        root.dataset.theme = isDark() ? 'light' : 'dark';
        label();
        drawAgain();
    });
    prefersDark.addEventListener('change', () => {
        label();
        drawAgain();
    });
    label();
    document.querySelector('header')?.append(button);
}

// Paper is white and has the width that it has.
function followPrinting() {
    let theme;
    addEventListener('beforeprint', () => {
        if (root.dataset.printing) return;
        theme = root.dataset.theme;
        root.dataset.theme = 'light';
        root.dataset.printing = '1';
        figures.forEach((figure) => drawFigure(figure, PRINT_WIDTH));
    });
    addEventListener('afterprint', () => {
        delete root.dataset.printing;
        if (theme) root.dataset.theme = theme;
        else delete root.dataset.theme;
        drawAgain();
    });
}

// The link to the section that is being read is marked.
function followReading() {
    const links = new Map([...document.querySelectorAll('nav a')].map((a) => [a.getAttribute('href').slice(1), a]));
    const sight = new IntersectionObserver(
        (entries) => {
            for (const entry of entries.filter((e) => e.isIntersecting)) {
                links.forEach((link) => link.removeAttribute('aria-current'));
                links.get(entry.target.id)?.setAttribute('aria-current', 'true');
            }
        },
        { rootMargin: '-20% 0px -70% 0px' },
    );
    document.querySelectorAll('main section[id]').forEach((section) => sight.observe(section));
}

keepUnits();
learnStrategies();
addThemeButton();
followWidth();
followPrinting();
followReading();
drawInSight();
later(drawTheRest);
