// Draws the figures of a report from the tables that stand in them.
import { init } from './echarts.js';
window.fly = init;
