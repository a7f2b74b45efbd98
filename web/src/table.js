// A figure's table, which is all that a chart knows: columns by role and group, cells as text and as numbers.
import { grouped, parseNumber } from './number.js';

function readColumn(head, index, rows) {
    const cells = rows.map((row) => (row.cells[index] ? row.cells[index].textContent : ''));
    return {
        title: head.textContent,
        role: head.dataset.role || '',
        group: head.dataset.group ?? '',
        hasGroup: head.dataset.group !== undefined,
        unit: head.dataset.unit || '',
        cells,
        values: cells.map((cell) => parseNumber(cell.trim())),
    };
}

function readTable(table) {
    const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
    const heads = table.tHead ? [...table.tHead.rows[0].cells] : [];
    return heads.map((head, index) => readColumn(head, index, rows));
}

// Large numbers are easier to read in groups of three digits. Names stay as they are, numeric or not.
function groupDigits(table, columns) {
    const names = new Set([
        'x',
        'y',
        'name',
        'from',
        'to',
        'facet',
        'kind',
        'segment',
        'generation',
        'low_at',
        'high_at',
    ]);
    for (const row of [...table.tBodies].flatMap((body) => [...body.rows])) {
        columns.forEach((column, index) => {
            const cell = row.cells[index];
            if (!cell || names.has(column.role)) return;
            if (column.values.some(Number.isFinite)) cell.classList.add('n');
            const text = grouped(cell.textContent.trim());
            if (text !== cell.textContent) cell.textContent = text;
        });
    }
}

const text = (element) => (element ? element.textContent.trim() : '');

export class Data {
    constructor(figure) {
        const table = figure.querySelector('table:not(.tie)');
        const tie = figure.querySelector('table.tie');
        this.options = figure.dataset;
        this.title = text(figure.querySelector('figcaption :is(h2, h3, h4)'));
        this.alt = text(figure.querySelector('.alt'));
        this.columns = table ? readTable(table) : [];
        this.tie = tie ? readTable(tie) : [];
        this.nRows = this.columns.length ? this.columns[0].cells.length : 0;
        if (table) groupDigits(table, this.columns);
        if (tie) groupDigits(tie, this.tie);
    }

    column(role, group) {
        return this.columns.find((c) => c.role === role && (group === undefined || c.group === group));
    }

    // The column that a chart cannot do without.
    need(role, group) {
        const column = this.column(role, group);
        if (!column) throw new Error(`the table has no column "${role}"`);
        return column;
    }

    // Names of the groups that have a column of this role, in the order of the table.
    groups(role) {
        return [...new Set(this.columns.filter((c) => c.role === role).map((c) => c.group))];
    }

    // What to call a group: its name, or the column's title where columns are not grouped.
    label(role, group) {
        const column = this.need(role, group);
        return column.hasGroup ? column.group : column.title;
    }

    get isEmpty() {
        const given = this.columns.filter((c) => !['x', 'y', 'name', 'generation'].includes(c.role));
        return this.nRows === 0 || !given.some((c) => c.values.some(Number.isFinite));
    }
}

export function tieColumn(data, role) {
    return data.tie.find((c) => c.role === role);
}

// "week", "price, money": what an axis is about, and its unit where the words do not say it.
export function axisTitle(column) {
    const unit = column.unit === '1' ? '' : column.unit;
    if (!unit || column.title.toLowerCase().includes(unit.toLowerCase().replace(/s$/, ''))) return column.title;
    return column.title ? `${column.title}, ${unit}` : unit;
}

export function unitTitle(data, role) {
    const unit = data.need(role).unit;
    return data.options.y ?? (unit === '1' ? '' : unit);
}
