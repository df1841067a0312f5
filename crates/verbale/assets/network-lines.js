// Up to 2,000 relations, drawn by Cytoscape.
globalThis.drawNetwork = (box, edges, on) => {
  // The library would put a style element into the page, which the policy forbids, unless one with this id is there.
  const marker = document.createElement("meta");
  marker.id = "__________cytoscape_stylesheet";
  document.head.append(marker);
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const degree = new Map();
  edges.forEach(({ a, b }) => [a, b].forEach((name) => degree.set(name, (degree.get(name) ?? 0) + 1)));
  const number = new Map([...degree.keys()].map((name, at) => [name, `n${at}`]));
  const elements = [...degree].map(([name, n]) => ({ data: { id: number.get(name), name, size: 10 + 5 * Math.sqrt(n) } }));
  edges.forEach(({ a, b, sign, isOver, n }, at) => elements.push({
    data: { id: `e${at}`, source: number.get(a), target: number.get(b), sign, over: isOver ? 1 : 0, width: Math.min(8, 1 + 1.4 * Math.sqrt(n)) },
  }));
  const style = () => [
    { selector: "node", style: { label: "data(name)", width: "data(size)", height: "data(size)", "background-color": color("--ink"), color: color("--ink"),
      "font-size": 14, "font-family": "Liberation Sans, Arial, sans-serif", "text-valign": "bottom", "text-margin-y": 4, "text-wrap": "ellipsis", "text-max-width": 130,
      "text-background-color": color("--paper"), "text-background-opacity": 0.8, "text-background-padding": 1 } },
    { selector: "edge", style: { width: "data(width)", "line-color": color("--quiet"), "curve-style": "bezier", opacity: 0.75 } },
    { selector: "edge[sign > 0]", style: { "line-color": color("--plus") } },
    { selector: "edge[sign < 0]", style: { "line-color": color("--minus"), "line-style": "dashed" } },
    { selector: "edge[over > 0]", style: { opacity: 0.3 } },
    { selector: "node.mute", style: { "text-opacity": 0, "text-background-opacity": 0 } },
    { selector: "node.near, node.over", style: { "text-opacity": 1, "text-background-opacity": 0.9, "z-index": 9 } },
    { selector: ".off", style: { opacity: 0.12 } },
    { selector: "edge.on", style: { opacity: 1, "overlay-color": color("--focus"), "overlay-opacity": 0.25, "overlay-padding": 3 } },
  ];
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches || edges.length > 120;
  const graph = cytoscape({
    // Few names fill no page: a drawing is not blown up to fit.
    container: box, elements, style: style(), minZoom: 0.05, maxZoom: 1.15, userZoomingEnabled: false,
    layout: { name: "cose", animate: !still && "end", animationDuration: 300, randomize: false, nodeDimensionsIncludeLabels: true, nodeRepulsion: () => 22000, idealEdgeLength: () => 80, componentSpacing: 60, nodeOverlap: 24, padding: 30, numIter: edges.length > 400 ? 250 : 800 },
  });
  // A name that would lie on another is not written; whoever has more lines goes first, and the others are named when pointed at.
  const name = () => {
    const taken = [];
    // However small the drawing, its names are as large as captions.
    graph.nodes().style("font-size", Math.max(14, 10.5 / graph.zoom()));
    graph.nodes().style("text-max-width", Math.max(130, 110 / graph.zoom()));
    const order = graph.nodes().sort((a, b) => b.degree() - a.degree());
    graph.batch(() => order.forEach((node) => {
      const own = node.renderedBoundingBox({ includeNodes: false, includeEdges: false, includeLabels: true });
      const hits = (other) => own.x1 < other.x2 && other.x1 < own.x2 && own.y1 < other.y2 && other.y1 < own.y2;
      const isFree = !taken.some(hits);
      if (isFree) taken.push(own);
      node.toggleClass("mute", !isFree);
    }));
  };
  let waiting;
  const nameSoon = () => { clearTimeout(waiting); waiting = setTimeout(name, 60); };
  const settle = () => { graph.maxZoom(4); name(); graph.on("zoom dragfree", nameSoon); };
  if (still) settle(); else graph.one("layoutstop", settle);
  graph.on("mouseover", "node", (event) => event.target.addClass("over"));
  graph.on("mouseout", "node", (event) => event.target.removeClass("over"));
  graph.on("tap", "edge", (event) => {
    graph.elements().removeClass("on off near");
    event.target.addClass("on").connectedNodes().addClass("near");
    on.edge(Number(event.target.id().slice(1)));
  });
  graph.on("tap", "node", (event) => {
    const near = event.target.closedNeighborhood();
    graph.elements().removeClass("on off near");
    graph.elements().not(near).addClass("off");
    near.nodes().addClass("near");
    on.name(event.target.data("name"), near.edges().length);
  });
  graph.on("tap", (event) => {
    if (event.target !== graph) return;
    graph.elements().removeClass("on off near");
    on.nothing();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { graph.style(style()); name(); });
  // The wheel scrolls the page; with Ctrl it zooms, as in maps.
  box.addEventListener("wheel", (event) => graph.userZoomingEnabled(event.ctrlKey), { capture: true, passive: true });
};
