import { LineChart } from 'echarts/charts';
import {
  AriaComponent,
  AxisPointerComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
} from 'echarts/components';
import { connect, type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { onRedraw } from './dom.ts';

use([
  LineChart,
  AriaComponent,
  AxisPointerComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
  SVGRenderer,
]);

/** All charts with a time axis share one cursor. */
const group = 'time';

/**
 * A chart in `element`, drawn again from `option` (given the width in px) whenever colours or width change.
 * Gives a function that draws it again.
 */
export function chart(element: HTMLElement, option: (width: number) => EChartsCoreOption): () => void {
  const instance = init(element, null, { renderer: 'svg' });
  instance.group = group;
  connect(group);
  const draw = (paperWidth: number | null) => {
    instance.resize({ width: paperWidth ?? 'auto' });
    instance.setOption(option(instance.getWidth()), { notMerge: true });
  };
  draw(null);
  onRedraw(draw);
  return () => draw(null);
}
