// More than 2,000 relations, drawn by sigma with WebGL. Positions come from the same start in the same number of steps, so the same
// relations always lie in the same places.
globalThis.drawNetwork = async (box, edges, on) => {
  if (!document.createElement("canvas").getContext("webgl2")) {
    throw new Error("This browser has no WebGL 2, and so many lines cannot be drawn without it; the table below has them all.");
  }
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const graph = new graphology.MultiUndirectedGraph();
  const degree = new Map();
  edges.forEach(({ a, b }) => [a, b].forEach((name) => degree.set(name, (degree.get(name) ?? 0) + 1)));
  const small = Math.min(1, 16 / Math.sqrt(degree.size));
  // A spiral with those in the middle that have most lines.
  [...degree].sort(([, m], [, n]) => n - m).forEach(([name, n], at) => {
    const [angle, far] = [at * Math.PI * (3 - Math.sqrt(5)), 10 * Math.sqrt(at)];
    graph.addNode(name, { label: name, x: far * Math.cos(angle), y: far * Math.sin(angle), size: small * (2 + 0.8 * Math.sqrt(n)) });
  });
  edges.forEach(({ a, b, sign, isOver, n }, at) => graph.addEdgeWithKey(String(at), a, b, {
    sign, isOver, size: Math.min(5, 0.7 + 0.5 * Math.sqrt(n)),
  }));
  const layout = graphologyLibrary.layoutForceAtlas2;
  const settings = { ...layout.inferSettings(graph), linLogMode: true, outboundAttractionDistribution: true, barnesHutOptimize: graph.order > 500, barnesHutTheta: 0.8 };
  const [steps, turn] = [Math.min(300, Math.max(60, Math.round(1_000_000 / (graph.order + graph.size)))), 20];
  for (let step = 0; step < steps; step += turn) {
    on.say(`Placing ${graph.order.toLocaleString("en")} names … ${Math.round((100 * step) / steps)} %`);
    await new Promise((next) => { setTimeout(next); });
    layout.assign(graph, { iterations: Math.min(turn, steps - step), settings });
  }
  on.nothing();
  const usual = edges.length > 5000 ? 0.4 : 0.6;
  // What stays when a name is chosen, and the line that is chosen.
  const chosen = { near: null, name: null, edge: null };
  const { layerDashed, pathLine } = Sigma.rendering;
  const colorOf = ({ sign }) => color(sign > 0 ? "--plus" : sign < 0 ? "--minus" : "--quiet");
  const paint = () => {
    const [ink, ground, focus] = ["--ink", "--paper", "--focus"].map(color);
    const isFar = (name) => chosen.near?.has(name) === false;
    graph.updateEachNodeAttributes((name, node) => ({ ...node, color: ink, ground, opacity: isFar(name) ? 0.15 : 1 }));
    graph.updateEachEdgeAttributes((at, edge, a, b) => {
      const own = at === chosen.edge ? focus : colorOf(edge);
      const faint = chosen.name && a !== chosen.name && b !== chosen.name;
      return { ...edge, color: own, gap: edge.sign < 0 ? "#00000000" : own, opacity: at === chosen.edge ? 1 : faint ? 0.04 : edge.isOver ? 0.2 : usual };
    });
  };
  paint();
  const sigma = new Sigma(graph, box, {
    // All lines are dashed; the gaps of those that are not against anybody have the colour of the dashes.
    primitives: { edges: {
      paths: [pathLine()], variables: { gap: { type: "color", default: "#00000000" } },
      layers: [layerDashed({ dashSize: { value: 7 }, gapSize: { value: 5 }, gapColor: { attribute: "gap" } })],
    } },
    styles: {
      nodes: [Sigma.DEFAULT_STYLES.nodes, {
        color: { attribute: "color" }, opacity: { attribute: "opacity", defaultValue: 1 }, backdropColor: { attribute: "ground" },
        labelColor: { attribute: "color" }, labelFont: "Liberation Sans, Arial, sans-serif", labelSize: 13, labelBackgroundColor: { attribute: "ground" },
      }],
      edges: [Sigma.DEFAULT_STYLES.edges, { color: { attribute: "color" }, gap: { attribute: "gap" }, opacity: { attribute: "opacity", defaultValue: usual } }],
    },
    settings: {
      enableEdgeEvents: true, enableCameraRotation: false, gestureTarget: "shared", hideEdgesOnMove: edges.length > 10_000, itemSizesReference: "screen",
      labelRenderedSizeThreshold: 2.5, minCameraRatio: 0.02, maxCameraRatio: 1.5, doubleClickZoomingRatio: 1, minEdgeThickness: 1,
      ...(isStill && { inertiaDuration: 0, zoomDuration: 0 }),
    },
  });
  // The other library leaves itself at its box too: for tests and consoles.
  box.sigma = sigma;
  const choose = (what) => {
    Object.assign(chosen, { near: null, name: null, edge: null }, what);
    paint();
  };
  sigma.on("clickEdge", ({ edge }) => {
    choose({ edge });
    on.edge(Number(edge));
  });
  sigma.on("clickNode", ({ node }) => {
    choose({ name: node, near: new Set([node, ...graph.neighbors(node)]) });
    on.name(node, graph.degree(node));
  });
  sigma.on("clickStage", () => {
    choose({});
    on.nothing();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
};
