// The parts of ECharts that reports use; whatever is not named here is left out of the bundle.
import { BarChart, CustomChart, LineChart, SankeyChart } from 'echarts/charts';
import { GridSimpleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import LRU from 'zrender/lib/core/LRU.js';

// zrender keeps the widths of texts in plain objects, where a text "__proto__" would write into every object there is.
const { get, put } = LRU.prototype;
LRU.prototype.get = function (key) {
    return get.call(this, `:${key}`);
};
LRU.prototype.put = function (key, value) {
    return put.call(this, `:${key}`, value);
};

use([BarChart, CustomChart, LineChart, SankeyChart, GridSimpleComponent, SVGRenderer]);

export { init };
