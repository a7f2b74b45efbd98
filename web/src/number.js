// Numbers as people read them: the same three digits and letters as on the terminal.

const LETTERS = ['', ' k', ' M', ' G', ' T', ' P'];

// What a cell of a table says: a number, or NaN for an empty cell or a word.
export function parseNumber(text) {
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
}

function digitsAfterPoint(value) {
    const magnitude = Math.floor(Math.log10(Math.abs(value)));
    return magnitude >= 2 ? 0 : 2 - magnitude;
}

// "1.23 M", "12.3 k", "0.0412", "-" for what is undefined.
export function short(value) {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? '-' : String(value);
    if (value === 0) return '0';
    let power = 0;
    let scaled = value;
    // 999.5 would be printed as 1000
    while (Math.abs(scaled) >= 999.5 && power + 1 < LETTERS.length) {
        scaled /= 1000;
        power++;
    }
    if (Math.abs(value) < 1e-4 || Math.abs(scaled) >= 999.5) return value.toExponential(2);
    return scaled.toFixed(digitsAfterPoint(scaled)) + LETTERS[power];
}

export function signed(value) {
    return (value > 0 ? '+' : '') + short(value);
}

// The number at a mark of an axis: no more digits than it needs.
export function tick(value) {
    return short(Number(value.toPrecision(3)))
        .replace(/(\.\d*?)0+(?=$| )/, '$1')
        .replace(/\.(?=$| )/, '');
}

// "1,234,567.8"; what is not a large number stays as it is.
export function grouped(text) {
    const value = parseNumber(text);
    if (!(Math.abs(value) >= 10000) || Math.abs(value) >= 1e15) return text;
    const [whole, part] = (/e/i.test(text) ? String(value) : text).split('.');
    return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (part ? `.${part}` : '');
}
