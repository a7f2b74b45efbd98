// Opens reports in a browser and looks at what a reader would meet: node check.mjs PACKAGES OUT_FOLDER REPORT.html...
// A report named names.html must hold every name of names.txt, each as nothing but text. Screenshots and the printed
// pages are left in OUT_FOLDER. Complaints go to stderr; the exit status is 1 if there are any.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [modules, out, ...reports] = process.argv.slice(2);
const require = createRequire(resolve(modules, 'package.json'));
const { chromium } = require('playwright-core');
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const corpus = readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'names.txt'), 'utf8')
    .trimEnd()
    .split('\n');

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 360, height: 740 };
const LONGEST_LOAD = 20000; // ms until every figure is drawn, on a busy machine

let nComplaints = 0;

function complain(where, what) {
    console.error(`${where}: ${what}`);
    nComplaints++;
}

// A page on which every warning, error and request is a complaint.
async function open(browser, report, where, options) {
    const context = await browser.newContext({ viewport: WIDE, ...options });
    const page = await context.newPage();
    const url = pathToFileURL(report).href;
    page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complain(where, `console: ${message.text()}`);
    });
    page.on('pageerror', (error) => complain(where, `error: ${error.message}`));
    page.on('dialog', (dialog) => {
        complain(where, `dialog: ${dialog.message()}`);
        dialog.dismiss();
    });
    page.on('request', (request) => {
        const asked = request.url();
        if (asked.split('#')[0] !== url && !asked.startsWith('data:image/')) complain(where, `asks for ${asked}`);
    });
    await page.goto(url);
    return page;
}

async function waitUntilDrawn(page, where) {
    const undrawn = () => [...document.querySelectorAll('figure[data-chart]:not([data-drawn="1"])')].map((f) => f.id);
    await page
        .waitForFunction(() => !document.querySelector('figure[data-chart]:not([data-drawn="1"])'), null, {
            timeout: LONGEST_LOAD,
        })
        .catch(async () => complain(where, `not drawn: ${await page.evaluate(undrawn)}`));
}

// A chart has shapes with an area, or says why not. `wantsShapes`: in this report every chart has something to draw.
async function checkCharts(page, where, wantsShapes) {
    const charts = await page.evaluate(() =>
        [...document.querySelectorAll('figure[data-chart]')].map((figure) => {
            const shapes = [...figure.querySelectorAll('.chart svg :is(path, rect, circle, line, polygon)')];
            const areas = shapes
                .map((shape) => shape.getBoundingClientRect())
                .filter((box) => box.width + box.height > 2);
            const chart = figure.querySelector('.chart');
            return {
                id: figure.id,
                n: areas.length,
                note: chart.textContent.trim(),
                label: chart.getAttribute('aria-label'),
            };
        }),
    );
    for (const { id, n, note, label } of charts) {
        if (n === 0 && (wantsShapes || !note)) complain(where, `${id}: nothing is drawn: ${note}`);
        if (/could not be drawn/.test(note)) complain(where, `${id}: ${note}`);
        if (n > 0 && !label) complain(where, `${id}: the chart has no text that stands for it`);
    }
}

async function checkAccess(page, where) {
    await page.evaluate(axeSource);
    const found = await page.evaluate(async () => {
        const result = await window.axe.run(document, { resultTypes: ['violations'] });
        return result.violations.map((v) => ({
            id: v.id,
            impact: v.impact,
            help: v.help,
            at: v.nodes.slice(0, 3).map((n) => n.target.join(' ')),
        }));
    });
    for (const { id, impact, help, at } of found)
        if (['serious', 'critical'].includes(impact))
            complain(where, `axe ${id} (${impact}): ${help}: ${at.join(' | ')}`);
}

async function checkWidth(page, where) {
    const [content, window_] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    if (content > window_) complain(where, `is ${content} pixels wide, the screen has ${window_}`);
}

// Tab leads to a chart; arrow keys read it, Escape ends that; a summary opens by Enter.
async function checkKeyboard(page, where) {
    const holder = page.locator('.chart[tabindex]').first();
    if ((await holder.count()) === 0) return;
    await holder.focus();
    await page.keyboard.press('ArrowRight');
    const first = await page.locator('[role=status]').textContent();
    await page.keyboard.press('ArrowRight');
    const second = await page.locator('[role=status]').textContent();
    if (!first || first === second) complain(where, `arrow keys read nothing: "${first}", "${second}"`);
    if ((await page.locator('.tip').count()) !== 1) complain(where, 'no figures are shown beside the point');
    await page.keyboard.press('Escape');
    if ((await page.locator('.tip').count()) !== 0) complain(where, 'Escape does not hide the figures');
    const details = page.locator('figure details').first();
    await details.locator('summary').focus();
    await page.keyboard.press('Enter');
    if (!(await details.evaluate((element) => element.open))) complain(where, 'the data do not open by keyboard');
    await page.keyboard.press('Enter');
}

// What the pointer shows is what the table says.
async function checkPointer(page, where) {
    const holder = page.locator('figure[data-chart=bands] .chart').first();
    if ((await holder.count()) === 0 || !(await holder.locator('svg').count())) return;
    await holder.scrollIntoViewIfNeeded();
    const box = await holder.boundingBox();
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5);
    if ((await page.locator('.tip').count()) !== 1) complain(where, 'the pointer shows no figures');
    await page.screenshot({ path: join(out, `${where.replace(/[^a-z0-9]+/gi, '-')}-pointer.png`) });
    await page.mouse.move(1, 1);
}

async function rotorAngles(page) {
    return page.evaluate(() =>
        [...document.querySelectorAll('.rotor')].map((rotor) => getComputedStyle(rotor).transform),
    );
}

async function checkMotion(page, where, turns) {
    const wheels = page.locator('.wheels').first();
    if ((await wheels.count()) === 0 || !(await page.locator('button.play').count())) return;
    await wheels.scrollIntoViewIfNeeded();
    const before = await rotorAngles(page);
    await page.waitForTimeout(300);
    const after = await rotorAngles(page);
    const moved = before.some((angle, i) => angle !== after[i]);
    if (moved !== turns)
        complain(where, turns ? 'the wheels stand still' : 'the wheels turn although less motion is asked for');
    if (!turns) return;
    await page.locator('button.play').first().click();
    await page.waitForTimeout(100);
    const paused = await rotorAngles(page);
    await page.waitForTimeout(200);
    if (JSON.stringify(paused) !== JSON.stringify(await rotorAngles(page)))
        complain(where, 'the button does not stop the wheels');
}

const cellTexts = () =>
    [...document.querySelectorAll('td, th, h1, h2, h3, p, li, dt, dd')].map((element) => element.textContent);

// Every name is there, letter by letter, and none has become an element, an attribute, a style or a call.
async function checkNames(page, where) {
    const found = await page.evaluate(() => ({
        pwned: window.__pwned,
        inherited: [Object.prototype, Function.prototype].flatMap((object) => Object.keys(object)),
        marked: ['constructor', 'toString', 'valueOf'].filter((name) => Object.keys(Object.prototype[name]).length),
        handlers: [...document.querySelectorAll('*')].flatMap((e) =>
            [...e.attributes].filter((a) => /^on/i.test(a.name)).map((a) => e.tagName + a.name),
        ),
        elements: [
            ...document.querySelectorAll(
                'img, iframe, object, embed, form, base, link, video, animate, math, foreignObject',
            ),
        ].map((e) => e.tagName),
        scripts: document.scripts.length,
        links: [...document.querySelectorAll('a, use, image')]
            .map((a) => a.getAttribute('href') ?? '')
            .filter((href) => !href.startsWith('#')),
        sections:
            document.querySelectorAll('body > main > section > figure').length ===
            document.querySelectorAll('figure').length,
    }));
    if (found.pwned !== undefined) complain(where, `a name was run: ${found.pwned}`);
    for (const name of ['inherited', 'marked', 'handlers', 'elements', 'links'])
        if (found[name].length) complain(where, `made of names: ${name} ${found[name]}`);
    if (found.scripts !== 1) complain(where, `${found.scripts} scripts`);
    if (!found.sections) complain(where, 'a name has closed an element');
    if (basename(where).startsWith('names.html')) {
        const texts = new Set(await page.evaluate(cellTexts));
        for (const name of corpus) if (!texts.has(name)) complain(where, `not shown as it is: ${name}`);
    }
}

async function checkWithoutScripts(browser, report) {
    const where = `${basename(report)} without scripts`;
    const page = await open(browser, report, where, { javaScriptEnabled: false, viewport: PHONE });
    const visible = await page.locator('main').innerText();
    const titles = await page.locator('h2, figcaption h3, .alt:not(:empty), summary').allInnerTexts();
    for (const title of titles) if (!visible.includes(title)) complain(where, `is not to be read: ${title}`);
    const bare = await page.locator('figure:not(:has(table))').count();
    if (!titles.length || bare) complain(where, `${bare} figures have no table`);
    const nDrawn = await page.locator('figure[data-drawn]').count();
    if (nDrawn) complain(where, 'scripts ran all the same');
    await page.screenshot({ path: join(out, `${basename(report)}-plain.png`) });
    await page.context().close();
}

// Whatever may not be cut is no higher than a page.
async function checkHeights(page, where) {
    await page.setViewportSize({ width: 665, height: 986 });
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    const heights = await page.evaluate(() =>
        [...document.querySelectorAll('figure:not(:has(.panel + .panel)), .panel')].map((e) => [
            e.closest('figure').id,
            e.getBoundingClientRect().height,
        ]),
    );
    for (const [id, height] of heights) if (height > 986) complain(where, `${id} is cut: ${height} pixels high`);
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    if (paper !== 'rgb(255, 255, 255)') complain(where, `the paper is ${paper}`);
}

// Paper: A4, light, every chart in the width of the paper, no figure cut in two.
async function checkPrint(browser, report) {
    const where = `${basename(report)} printed`;
    const page = await open(browser, report, where, { colorScheme: 'dark' });
    await waitUntilDrawn(page, where);
    const pdf = await page.pdf({
        path: join(out, `${basename(report)}.pdf`),
        preferCSSPageSize: true,
        printBackground: true,
    });
    const boxes = [...pdf.toString('latin1').matchAll(/\/MediaBox\s*\[([^\]]*)\]/g)].map((match) =>
        match[1].trim().split(/\s+/).map(Number),
    );
    const isA4 = ([, , width, height]) => Math.abs(width - 595) < 2 && Math.abs(height - 842) < 2;
    if (!boxes.length || !boxes.every(isA4)) complain(where, `pages of ${boxes[0]}`);
    await checkHeights(page, where);
    const nFigures = await page.locator('figure').count();
    if (boxes.length > 3 + 3 * nFigures) complain(where, `${boxes.length} pages for ${nFigures} figures`);
    console.log(`${where}: ${boxes.length} pages`);
    await page.context().close();
}

async function checkView(browser, report, name, options, more) {
    const where = `${basename(report)} ${name}`;
    const page = await open(browser, report, where, options);
    await waitUntilDrawn(page, where);
    await checkCharts(page, where, basename(report) === 'kinds.html');
    await checkNames(page, where);
    await checkWidth(page, where);
    if (name === 'light' || !isMade(report)) await checkAccess(page, where);
    if (!isMade(report)) await page.screenshot({ path: join(out, `${basename(report)}-${name}.png`), fullPage: true });
    await more?.(page, where);
    await page.context().close();
}

async function measure(page, where) {
    const times = await page.evaluate(() => {
        const [entry] = performance.getEntriesByType('navigation');
        const paint = performance.getEntriesByName('first-contentful-paint')[0];
        return { loaded: entry.loadEventEnd, painted: paint?.startTime, now: performance.now() };
    });
    console.log(`${where}: first paint ${Math.round(times.painted)} ms, loaded ${Math.round(times.loaded)} ms`);
}

async function checkHandsome(browser, report) {
    await checkView(browser, report, 'dark', { colorScheme: 'dark', reducedMotion: 'reduce' }, (page, where) =>
        checkMotion(page, where, false),
    );
    await checkPrint(browser, report);
}

// Pages of a test are not meant to be handsome: they are opened once on a wide screen and once on a phone.
const isMade = (report) => ['names.html', 'edges.html'].includes(basename(report));

async function checkReport(browser, report) {
    console.log(`${basename(report)}: ${readFileSync(report).length} bytes`);
    await checkView(browser, report, 'light', {}, async (page, where) => {
        await measure(page, where);
        await checkKeyboard(page, where);
        await checkPointer(page, where);
        await checkMotion(page, where, true);
    });
    if (!isMade(report)) await checkHandsome(browser, report);
    await checkView(browser, report, 'phone', {
        viewport: PHONE,
        hasTouch: true,
        isMobile: true,
        deviceScaleFactor: 2,
    });
    await checkWithoutScripts(browser, report);
}

mkdirSync(out, { recursive: true });
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
});
for (const report of reports) await checkReport(browser, report);
await browser.close();
writeFileSync(join(out, 'complaints'), `${nComplaints}\n`);
process.exit(nComplaints ? 1 : 0);
