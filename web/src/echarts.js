// The parts of ECharts that reports use; whatever is not named here is left out of the bundle.
import { BarChart, CustomChart, LineChart, SankeyChart } from 'echarts/charts';
import { GridSimpleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';

use([
    BarChart,
    CustomChart,
    LineChart,
    SankeyChart,
    GridSimpleComponent,
    LabelLayout,
    SVGRenderer,
]);

export { init };
