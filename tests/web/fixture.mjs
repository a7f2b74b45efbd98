// Makes pages of the form that reports have, for the browser test: node fixture.mjs FOLDER_OF_BUNDLE OUT_FOLDER
//   kinds.html   every kind of chart with plausible numbers
//   names.html   the same with every name of names.txt as a strategy, a category, an axis, a title
//   edges.html   tables that are empty, have one row or many, numbers that are missing, huge or tiny
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [bundle, out] = process.argv.slice(2);
const read = (name) => readFileSync(join(bundle, name), 'utf8');
const corpus = readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'names.txt'), 'utf8')
    .trimEnd()
    .split('\n');

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text) => String(text).replace(/[&<>"']/g, (c) => ESCAPES[c]);
const attributes = (object) =>
    Object.entries(object)
        .map(([name, value]) => ` data-${name}="${escape(value)}"`)
        .join('');
const number = (value) => (Number.isFinite(value) ? String(Number(value.toPrecision(6))) : '');

// A column: [title, role, group or undefined, unit, cells].
function table(columns, className = '') {
    const head = columns.map(([title, role, group, unit]) => {
        const data = { role, ...(group === undefined ? {} : { group }), ...(unit ? { unit } : {}) };
        return `<th scope=col${attributes(data)}>${escape(title)}`;
    });
    const cell = (value) => (typeof value === 'number' ? `<td class=n>${number(value)}` : `<td>${escape(value)}`);
    const rows = columns[0][4].map((_, i) => `<tr>${columns.map((column) => cell(column[4][i])).join('')}`);
    return `<table${className && ` class=${className}`}><thead><tr>${head.join('')}<tbody>${rows.join('\n')}</table>`;
}

let nFigures = 0;

function figure(kind, title, options, columns, tie) {
    nFigures++;
    const tables = table(columns) + (tie ? table(tie, 'tie') : '');
    return `<figure id=f${nFigures} data-chart=${kind}${attributes(options)}>
<figcaption><h3>${escape(title)}</h3><p class=alt>What the picture shows: ${escape(title)}.</p></figcaption>
<div class=chart></div><details><summary>Data: ${escape(title)}</summary>
<div class=scroll tabindex=0 role=region aria-label="Data: ${escape(title)} (${nFigures})">
${tables}</div></details></figure>`;
}

function page(file, title, sections) {
    const links = sections.map(([id, name]) => `<li><a href="#${id}">${escape(name)}</a>`).join('');
    const body = sections.map(
        ([id, name, html], i) =>
            `<section id=${id} aria-labelledby=h-${id}><h2 id=h-${id}>${i + 1} ${escape(name)}</h2>${html}</section>`,
    );
    writeFileSync(
        join(out, file),
        `<!doctype html><html lang=en><head><meta charset=utf-8>
<meta name=viewport content="width=device-width,initial-scale=1">
<meta http-equiv=Content-Security-Policy content="${read('policy.txt')}">
<title>${escape(title)}</title><style>${read('report.css')}</style></head>
<body><a class=skip href=#main>Skip to the answer</a>
<header><p class=brand>flywheel</p><h1>${escape(title)}</h1>
<p class=lead>20 replicates of 200,000 agents over 260 weeks</p></header>
<nav aria-label=Sections><ul>${links}</ul></nav><main id=main>${body.join('\n')}</main>
<footer>Made by a test.</footer><script>${read('report.js')}</script></body></html>`,
    );
}

const count = (n) => [...Array(n).keys()];
const wave = (i, k) => 1 + 0.15 * Math.sin(i / 9 + k) + 0.1 * Math.sin(i / 2.3 + 2 * k);

function bands(title, groups, options = {}, n = 261, scale = 1e6) {
    const mid = (k) => (i) => scale * (k + 1) * (1 - Math.exp(-i / 90)) * wave(i, k) - scale * 0.3 * Math.exp(-i / 30);
    const columns = groups.flatMap((group, k) => [
        [`${group}, median`, 'mid', group, 'money', count(n).map(mid(k))],
        ...[
            ['low50', -0.05],
            ['high50', 0.05],
            ['low90', -0.13],
            ['high90', 0.13],
        ].map(([role, part]) => [
            `${group}, ${role}`,
            role,
            group,
            'money',
            count(n).map((i) => mid(k)(i) + part * scale * Math.sqrt(i / 50)),
        ]),
    ]);
    return figure('bands', title, { y: 'NPV, money', ...options }, [
        ['week', 'x', undefined, 'weeks', count(n)],
        ...columns,
    ]);
}

function difference(group, n = 261) {
    const mid = (i) => 5e5 * (1 - Math.exp(-i / 60)) - 6e4 * Math.exp(-i / 10);
    const options = { y: 'Difference of NPV, money', zero: 1, 'mark-x': 30, mark: `${group} leads from week 30` };
    return figure('bands', 'The difference', options, [
        ['week', 'x', undefined, 'weeks', count(n)],
        ['difference', 'mid', `${group} minus the other`, 'money', count(n).map(mid)],
        ['low', 'low95', `${group} minus the other`, 'money', count(n).map((i) => mid(i) - 2e4 - 300 * i)],
        ['high', 'high95', `${group} minus the other`, 'money', count(n).map((i) => mid(i) + 2e4 + 300 * i)],
    ]);
}

function lines(groups) {
    const x = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
    return figure('lines', 'Response of NPV to asking', { y: 'NPV, money' }, [
        ['referral.ask_rate', 'x', undefined, '1/week', x],
        ...groups.map((group, k) => [group, 'value', group, 'money', x.map((v) => 4e5 + 3e5 * (k + 1) * v ** 0.4)]),
    ]);
}

function bars(title, groups, names, options = {}) {
    const value = (k, i) => (1 + ((i * 7 + k * 3) % 11)) * 2e4;
    return figure('bars', title, options, [
        ['name', 'name', undefined, '', names],
        ...groups.map((group, k) => [group, 'value', group, 'money', names.map((_, i) => value(k, i))]),
    ]);
}

function whiskers(names) {
    const groups = ['first order', 'total'];
    const value = (k, i) => 0.5 / (i + 1) + 0.1 * k;
    return figure('bars', 'Sobol indices', {}, [
        ['parameter', 'name', undefined, '', names],
        ...groups.flatMap((group, k) => [
            [group, 'value', group, '1', names.map((_, i) => value(k, i))],
            [`${group} from`, 'low', group, '1', names.map((_, i) => value(k, i) - 0.04)],
            [`${group} to`, 'high', group, '1', names.map((_, i) => value(k, i) + 0.05)],
        ]),
    ]);
}

function columns(groups) {
    const generations = count(6).map(String);
    return figure('bars', 'Offspring of a customer', { columns: 1, log: 1 }, [
        ['offspring', 'name', undefined, '', generations],
        ...groups.map((group, k) => [
            group,
            'value',
            group,
            'customers',
            generations.map((_, i) => 4e4 / (7 + k) ** i),
        ]),
    ]);
}

const JOURNEY = [
    ['strangers', 'prospects', 150e3, 'onward'],
    ['prospects', 'leads', 96e3, 'onward'],
    ['leads', 'customers', 51e3, 'onward'],
    ['customers', 'promoters', 18e3, 'onward'],
    ['prospects', 'lost to friction', 33e3, 'loss'],
    ['leads', 'lost in handoffs', 14e3, 'loss'],
    ['leads', 'lost for want of capacity', 9e3, 'loss'],
    ['strangers', 'lost to bad word of mouth', 6e3, 'loss'],
    ['customers', 'former customers', 16e3, 'loss'],
    ['former customers', 'won back', 2e3, 'return'],
];

function sankey(title, facets, rows = JOURNEY) {
    const all = facets.flatMap((facet, k) =>
        rows.map(([from, to, value, kind]) => [facet, from, to, value * (1 - 0.2 * k), kind]),
    );
    const column = (i) => all.map((row) => row[i]);
    return figure('sankey', title, {}, [
        ['strategy', 'facet', undefined, '', column(0)],
        ['from', 'from', undefined, '', column(1)],
        ['to', 'to', undefined, '', column(2)],
        ['agents', 'value', undefined, 'agents', column(3)],
        ['kind', 'kind', undefined, '', column(4)],
    ]);
}

function heat(title, x, y, options, facets, withTie) {
    const cells = (facets ?? ['']).flatMap((facet, f) =>
        y.flatMap((b, j) => x.map((a, i) => [facet, a, b, 3e5 * ((i + 1) / x.length - (j + 1 + f) / y.length)])),
    );
    const column = (i) => cells.map((cell) => cell[i]);
    const tie = [
        ['x', 'x', undefined, '', x.map(Number)],
        ['y', 'y', undefined, '', x.map((_, i) => Number(y[0]) + (i * (y.at(-1) - y[0])) / (x.length - 1))],
    ];
    return figure(
        'heat',
        title,
        options,
        [
            ...(facets ? [['strategy', 'facet', undefined, '', column(0)]] : []),
            ['sales.hours_per_lead', 'x', undefined, 'h', column(1)],
            ['budget.weekly', 'y', undefined, 'money', column(2)],
            ['difference of NPV', 'value', undefined, 'money', column(3)],
            ['low', 'low', undefined, 'money', column(3).map((v) => v - 1e4)],
            ['high', 'high', undefined, 'money', column(3).map((v) => v + 1e4)],
        ],
        withTie && tie,
    );
}

function tornado(names) {
    return figure('tornado', 'On which chosen figures the answer rests', { base: 4.75e5 }, [
        ['parameter', 'name', undefined, '', names],
        ['low end', 'low', undefined, 'money', names.map((_, i) => 4.75e5 - 5e5 / (i + 1))],
        ['high end', 'high', undefined, 'money', names.map((_, i) => 4.75e5 + 3e5 / (i + 1))],
        ['at', 'low_at', undefined, '', names.map((_, i) => `${i} /week`)],
        ['at', 'high_at', undefined, '', names.map((_, i) => `${4 * i} /week`)],
    ]);
}

function wheel(names) {
    const column = (title, role, unit, values) => [
        title,
        role,
        undefined,
        unit,
        names.map((_, i) => values[i % values.length]),
    ];
    return figure('wheel', 'The wheels', {}, [
        ['strategy', 'name', undefined, '', names],
        column('speed', 'speed', '1/week', [0.0141, 0.031]),
        column('mass', 'mass', '1', [0.139, 0.175]),
        column('friction', 'friction', '1/week', [0.041, 0.0228]),
        column('momentum', 'momentum', 'agents/week', [1550, 2020]),
        column('half-life', 'halflife', 'weeks', [17, 30.4]),
    ]);
}

function tree(groups) {
    return figure('tree', 'Who brought whom', {}, [
        ['generation', 'generation', undefined, '', count(5).map(String)],
        ...groups.map((group, k) => [
            group,
            'count',
            group,
            'customers',
            count(5).map((g) => Math.floor(42300 * (0.12 + 0.2 * k) ** g)),
        ]),
    ]);
}

const channels = ['ads', 'outbound', 'search', 'content', 'reviews', 'peers'];
const costs = ['media', 'sales people', 'service', 'technology', 'referral rewards', 'levers', 'retention'];
const chosen = [
    'sales.hours_per_lead',
    'channel.ads.half_effect',
    'customer.churn',
    'referral.intend',
    'satisfaction.memory',
    'lever.listening.navigation',
];
const steps = (from, by, n) => count(n).map((i) => String(Number((from + by * i).toPrecision(6))));

const card = (name) =>
    `<div class=card><p class=k>${name}</p><p class=v>+475 k</p><p class=u>money; 95 %: 464 to 486 k</p></div>`;

const words = `<p class=answer>flywheel beats funnel: NPV is higher by 475 k (95 % interval 464 k to 486 k), in 20 of 20
replicates; it leads for good from week 1.</p>
<div class=cards>${['NPV', 'Customers', 'CAC', 'Payback'].map(card).join('')}</div>
<p class=warn>The two do not spend the same.</p>
<p>The default <code>referral.intend</code> is <span class=chosen>chosen</span>.</p>
<div class=scroll tabindex=0 role=region aria-label="All figures"><table class=plain><thead>
<tr><th scope=col>KPI<th scope=col>unit<th scope=col class=n>funnel<th scope=col class=n>flywheel
<tbody><tr><td>npv<td>money<td class=n>485 k<td class=n>959 k</table></div>
<pre class=code>flywheel compare scenarios/presets/funnel.ini scenarios/presets/flywheel.ini --report out.html</pre>
<dl class=def><dt>NPV</dt><dd>The discounted profit.</dd></dl>`;

function kinds(two) {
    return [
        ['answer', 'The answer', words],
        ['money-in-time', 'Over time', bands('NPV is ahead from week 30 on', two) + difference(two[1]) + lines(two)],
        ['journey', 'The journey', sankey('From strangers to promoters', two)],
        ['wheels', 'The wheel', wheel(two)],
        [
            'money',
            'Money',
            bars('Cost by ledger', costs, two, { stack: 1 }) +
                bars('CAC by channel', two, channels) +
                bars('Sources', ['customers'], channels),
        ],
        [
            'customers',
            'Customers',
            tree(two) +
                columns(two) +
                heat('Retention of cohorts', steps(0, 13, 12), steps(0, 26, 9), { values: 1 }, two),
        ],
        [
            'sweeps',
            'Sweeps',
            heat(
                'Where the funnel wins',
                steps(0.01, 0.01, 10),
                steps(100, 100, 8),
                { diverging: 1 },
                undefined,
                true,
            ) +
                tornado(chosen) +
                whiskers(chosen),
        ],
    ];
}

function edges() {
    const none = [];
    return [
        [
            'empty',
            'Empty',
            bands('No weeks', ['a', 'b'], {}, 0) +
                lines(none) +
                bars('No bars', ['a'], none) +
                sankey('No flow', none) +
                tornado(none) +
                wheel(none) +
                heat('No cells', none, none, {}) +
                figure('tree', 'No tree', {}, [
                    ['generation', 'generation', undefined, '', none],
                    ['n', 'count', undefined, '', none],
                ]),
        ],
        [
            'undefined',
            'Undefined',
            figure('bars', 'Only undefined', {}, [
                ['name', 'name', undefined, '', ['a']],
                ['v', 'value', 'a', '', [NaN]],
            ]) +
                figure('bands', 'Gaps', {}, [
                    ['week', 'x', undefined, 'weeks', count(20)],
                    ['a', 'mid', 'a', '1', count(20).map((i) => (i % 7 < 3 ? NaN : i))],
                    ['l', 'low90', 'a', '1', count(20).map((i) => (i % 7 < 3 ? NaN : i - 2))],
                    ['h', 'high90', 'a', '1', count(20).map((i) => (i % 7 < 3 ? NaN : i + 2))],
                ]),
        ],
        [
            'one',
            'One row',
            bands('One week', ['a', 'b'], {}, 1) +
                bars('One bar', ['a'], ['only']) +
                sankey('One flow', ['a'], JOURNEY.slice(0, 1)) +
                tornado(['only']) +
                wheel(['only']) +
                heat('One cell', ['1'], ['2'], { diverging: 1, values: 1 }),
        ],
        [
            'many',
            'Many',
            bands(
                'Many strategies',
                count(12).map((i) => `strategy ${i}`),
                {},
                53,
            ) +
                bands('Many weeks', ['a', 'b'], {}, 1500) +
                bars(
                    'Many bars',
                    ['a', 'b', 'c'],
                    count(60).map((i) => `category ${i}`),
                ) +
                heat('Many cells', steps(0, 1, 50), steps(0, 1, 40), {}),
        ],
        [
            'sizes',
            'Sizes',
            bars('Huge', ['a'], ['tiny', 'huge', 'negative'], {}) +
                bands('Tiny', ['a'], {}, 30, 1e-9) +
                bands('Huge', ['a'], {}, 30, 1e17),
        ],
    ];
}

function hostile() {
    const two = corpus.map((name, i) => [name, corpus[(i + 1) % corpus.length]]);
    const flows = corpus.map((name) => ['strangers', `${name}`, 1000, 'onward']);
    const some = [two[0], two[45], two[51], two[44], two.at(-2)];
    return [
        [
            'all',
            'Every name',
            bars(corpus[0], ['value'], corpus) +
                tornado(corpus) +
                sankey(corpus[1], ['x'], flows) +
                heat(corpus[2], corpus, ['a', 'b'], { x: corpus[3], y: corpus[44] }) +
                bands('All strategies', corpus, {}, 9) +
                wheel(corpus.slice(0, 60)) +
                tree(corpus),
        ],
        ...some.map((pair, i) => [
            `some-${i}`,
            pair[0],
            bands(pair[1], pair, { y: pair[0], mark: pair[1], 'mark-x': 30 }) +
                difference(pair[0], 61) +
                sankey(pair[0], pair) +
                bars(pair[1], pair, channels, { stack: 1 }) +
                lines(pair) +
                heat(pair[0], ['1', '2'], ['1', '2'], { values: 1 }, pair, true),
        ]),
    ];
}

mkdirSync(out, { recursive: true });
page('kinds.html', 'Does a flywheel beat a funnel?', kinds(['funnel', 'flywheel']));
page('edges.html', 'Edges', edges());
page('names.html', corpus[0], hostile());
