/* Draws what the pages of the measures hold as data. The tables beneath say the same; nothing here counts anything. */
"use strict";
(() => {
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const ink = token("ink"), soft = token("ink-soft"), line = token("line"), accent = token("accent");
  const good = token("fine"), look = token("soon"), far = token("late"), shade = token("accent-soft");
  const narrow = () => window.innerWidth < 640;
  const written = (unit) => (unit === "share" ? (value) => `${+(100 * value).toFixed(1)}%` : (value) => `${+value.toFixed(2)}`);
  const valueAxis = (unit, more) => ({
    type: "value", scale: true, axisLabel: { color: soft, formatter: written(unit), hideOverlap: true },
    splitLine: { lineStyle: { color: line } }, max: unit === "share" ? (range) => Math.ceil(10 * range.max - 1e-9) / 10 : undefined,
    min: unit === "share" ? (range) => Math.max(0, Math.floor(10 * range.min) / 10) : undefined, ...more,
  });
  const plainAxis = { nameTextStyle: { color: soft }, axisLabel: { color: soft }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false } };
  const tooltip = { trigger: "item", renderMode: "richText", confine: true, borderColor: line,
    textStyle: { color: ink, fontSize: 13, width: 320, overflow: "break" }, formatter: (at) => (at.data && at.data.said) || at.name };
  const grid = (more) => ({ left: 8, right: 24, top: 40, bottom: 8, containLabel: true, ...more });
  const legend = { top: 0, left: 0, textStyle: { color: soft }, itemHeight: 8 };

  const lineOf = (name, data, colour, type) => ({ type: "line", name, data, symbol: "none", silent: true, connectNulls: true,
    lineStyle: { color: colour, type, width: 1.25 }, itemStyle: { color: colour } });

  const draw = {
    trend(chart) {
      const signals = chart.points.some((point) => point.mark);
      const points = chart.points.map((point) => ({ ...point, symbolSize: point.mark ? 13 : 8, symbol: point.mark ? "diamond" : "circle",
        itemStyle: { color: point.mark ? far : accent } }));
      const limits = ["high", "centre", "low"].filter((name) => chart.lines[name]).map((name) =>
        lineOf(chart.names[name], chart.lines[name], soft, name === "centre" ? "solid" : "dashed"));
      const marks = signals ? [{ type: "scatter", name: chart.names.mark, data: [], symbol: "diamond", itemStyle: { color: far } }] : [];
      return { tooltip, legend, grid: grid(chart.axis ? { top: 64 } : {}), xAxis: { type: "category", data: chart.labels, ...plainAxis },
        yAxis: valueAxis(chart.unit, { name: chart.axis, nameTextStyle: { color: soft } }), series: [{ type: "line", name: chart.names.value, data: points, lineStyle: { color: accent, width: 2 },
          itemStyle: { color: accent } }, ...limits, ...marks] };
    },
    funnel(chart) {
      const colours = [accent, look, far], shapes = ["circle", "triangle", "diamond"];
      const points = chart.points.map((point) => ({ ...point, value: [point.n, point.value], symbol: shapes[Math.abs(point.zone)],
        symbolRotate: point.zone < 0 ? 180 : 0, itemStyle: { color: colours[Math.abs(point.zone)] }, symbolSize: point.zone ? 13 : 9,
        label: { show: Math.abs(point.zone) > 0 && !narrow(), formatter: point.name, position: "right", color: ink } }));
      const pair = (values) => chart.sizes.map((size, at) => [size, values[at]]);
      const limits = chart.limits.map((values, at) => lineOf(at < 2 ? chart.names.look : chart.names.signal, pair(values), at < 2 ? look : far, at < 2 ? "dashed" : "solid"));
      const last = chart.sizes[chart.sizes.length - 1];
      const target = lineOf(chart.names.target, [[chart.sizes[0], chart.target], [last, chart.target]], soft, "dotted");
      return { tooltip, legend: { ...legend, data: [chart.names.target, chart.names.look, chart.names.signal] }, grid: grid({ bottom: 28, right: narrow() ? 24 : 96 }),
        xAxis: { type: "value", scale: true, name: chart.names.n, nameLocation: "middle", nameGap: 28, min: "dataMin", ...plainAxis, splitLine: { show: false } },
        yAxis: valueAxis(chart.unit), series: [target, ...limits, { type: "scatter", data: points, z: 5, labelLayout: { hideOverlap: true } }] };
    },
    ranges(chart) {
      const rows = [...chart.rows].reverse();
      const bar = (parameters, api) => {
        const y = api.coord([0, api.value(0)])[1], [from, to] = [1, 2].map((at) => api.coord([api.value(at), 0])[0]);
        return { type: "line", shape: { x1: from, y1: y, x2: to, y2: y }, style: { stroke: accent, lineWidth: 2, opacity: 0.5 } };
      };
      const known = rows.map((row, at) => [at, row.low, row.high]).filter((row) => row[1] !== null && row[2] !== null);
      return { tooltip, grid: grid({ top: 8, bottom: chart.axis ? 28 : 8 }),
        xAxis: valueAxis(chart.unit, { name: chart.axis, nameLocation: "middle", nameGap: 28, nameTextStyle: { color: soft } }),
        yAxis: { type: "category", data: rows.map((row) => row.name), ...plainAxis, axisLabel: { color: ink, width: narrow() ? 110 : 240, overflow: "truncate" } },
        series: [{ type: "custom", renderItem: bar, data: known, encode: { x: [1, 2], y: 0 }, silent: true },
          { type: "scatter", symbolSize: 11, itemStyle: { color: accent }, data: rows.map((row, at) => ({ ...row, value: [row.value, at] })) }] };
    },
    bands(chart) {
      const rows = [...chart.rows].reverse();
      const between = (thick, opacity) => (parameters, api) => {
        const y = api.coord([0, api.value(0)])[1], [from, to] = [1, 2].map((at) => api.coord([api.value(at), 0])[0]), width = Math.max(6, to - from);
        return { type: "rect", shape: { x: (from + to - width) / 2, y: y - thick / 2, width, height: thick }, style: { fill: accent, opacity } };
      };
      const ends = (low, high) => rows.map((row, at) => ({ ...row, value: [at, row[low], row[high]] })).filter((row) => row.value[1] !== null && row.value[2] !== null);
      const bar = (name, thick, opacity, low, high) => ({ type: "custom", name, renderItem: between(thick, opacity), data: ends(low, high), encode: { x: [1, 2], y: 0 },
        itemStyle: { color: window.echarts.color.modifyAlpha(accent, opacity) } });
      return { tooltip, legend: { ...legend, data: [chart.names.value, chart.names.band] }, grid: grid({ top: narrow() ? 64 : 40 }),
        xAxis: { ...valueAxis("share"), min: 0, max: 1 },
        yAxis: { type: "category", data: rows.map((row) => row.name), ...plainAxis, axisLabel: { color: ink, width: narrow() ? 110 : 240, overflow: "truncate" } },
        series: [bar(chart.names.band, 14, 0.18, "bound_low", "bound_high"), bar(chart.names.value, 3, 0.75, "low", "high"),
          { type: "scatter", symbolSize: 11, itemStyle: { color: accent }, z: 5, data: rows.map((row, at) => ({ ...row, value: [row.value, at] })).filter((row) => row.value[0] !== null) }] };
    },
    curve(chart) {
      const days = (at) => chart.points.map((point) => [point[0] / 86400, point[at]]);
      const share = [[0, 1], ...days(2)].map((value, at) => ({ value, said: at ? chart.said[at - 1] : "" }));
      const stepped = (data, more) => ({ type: "line", step: "end", symbol: "none", data, ...more });
      return { tooltip: { ...tooltip, trigger: "axis", formatter: (at) => (at[0].data && at[0].data.said) || "" }, grid: grid({ bottom: 28, top: 16 }),
        xAxis: { type: "value", name: chart.names.time, nameLocation: "middle", nameGap: 28, ...plainAxis, splitLine: { show: false } },
        yAxis: { ...valueAxis("share"), min: 0, max: 1 },
        series: [stepped(share, { lineStyle: { color: accent, width: 2 }, itemStyle: { color: accent } }),
          ...[1, 3].map((at) => stepped([[0, 1], ...days(at)], { silent: true, lineStyle: { color: accent, width: 1, type: "dashed", opacity: 0.6 } })),
          { type: "scatter", symbolSize: 8, itemStyle: { color: accent, opacity: 0.45 }, z: 5,
            data: chart.points.map((point, at) => ({ value: [point[0] / 86400, point[2]], said: chart.said[at], link: chart.links[at] })) }] };
    },
    tiles(chart) {
      const shade = (value) => (value === null || value === undefined ? 0 : chart.most > chart.least ? (value - chart.least) / (chart.most - chart.least) : 0.5);
      const shaded = (tile) => ({ ...tile, children: tile.children && tile.children.map(shaded),
        itemStyle: tile.children ? undefined : { color: window.echarts.color.modifyAlpha(accent, 0.12 + 0.43 * shade(tile.shade)), borderColor: line } });
      return { tooltip, series: [{ type: "treemap", left: 0, right: 0, top: 0, bottom: 0, roam: false, nodeClick: false, breadcrumb: { show: false },
        data: chart.tiles.map(shaded), label: { color: ink, fontSize: 13, overflow: "truncate" },
        upperLabel: { show: true, height: 22, color: ink, backgroundColor: "transparent" },
        itemStyle: { borderColor: line, borderWidth: 1, gapWidth: 2, color: "transparent" } }] };
    },
    flow(chart) {
      return { tooltip: { ...tooltip, formatter: (at) => at.data.said || at.name }, series: [{ type: "sankey", orient: narrow() ? "vertical" : "horizontal",
        left: 8, right: narrow() ? 8 : 120, top: 24, bottom: 24, nodeGap: 18, draggable: false, nodeAlign: "left",
        data: chart.nodes.map((name) => ({ name, itemStyle: { color: accent } })), links: chart.links,
        label: { color: ink, position: narrow() ? "bottom" : "right", fontSize: narrow() ? 10 : 13 }, lineStyle: { color: accent, opacity: 0.22, curveness: 0.5 },
        emphasis: { focus: "adjacency", lineStyle: { opacity: 0.5 } } }] };
    },
  };

  const height = { ranges: (chart) => 56 + 28 * chart.rows.length, bands: (chart) => 96 + 28 * chart.rows.length, flow: () => (narrow() ? 560 : 380), trend: () => 320, funnel: () => 400, curve: () => 320, tiles: () => (narrow() ? 420 : 480) };

  const shown = (place) => {
    const chart = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    const size = () => ({ height: height[chart.kind](chart) });
    const drawn = window.echarts.init(place, null, { renderer: "canvas", ...size() });
    const paint = () => drawn.setOption({ animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily }, ...draw[chart.kind](chart) }, true);
    paint();
    drawn.on("click", (at) => { if (at.data && at.data.link) window.location.assign(at.data.link); });
    new ResizeObserver(() => { drawn.resize(size()); paint(); }).observe(place);
  };

  document.querySelectorAll("[data-chart]").forEach(shown);
})();
