// Draws the rows of the table of edges; the table stays the truth.
(() => {
  const figure = document.getElementById("net");
  const rows = [...document.querySelectorAll("table.edges tr[data-a]")];
  if (!figure || !rows.length || typeof cytoscape !== "function") return;
  // The library would put a style element into the page, which the policy forbids, unless one with this id is there.
  const marker = document.createElement("meta");
  marker.id = "__________cytoscape_stylesheet";
  document.head.append(marker);
  figure.hidden = false;
  const box = figure.querySelector(".graph");
  const picked = figure.querySelector(".picked");
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const names = [...new Set(rows.flatMap((row) => [row.dataset.a, row.dataset.b]))];
  const degree = new Map(names.map((name) => [name, 0]));
  rows.forEach((row) => [row.dataset.a, row.dataset.b].forEach((name) => degree.set(name, degree.get(name) + 1)));
  const elements = names.map((name) => ({ data: { id: `n${names.indexOf(name)}`, name, size: 10 + 5 * Math.sqrt(degree.get(name)) } }));
  rows.forEach((row, at) => elements.push({
    data: {
      id: `e${at}`, source: `n${names.indexOf(row.dataset.a)}`, target: `n${names.indexOf(row.dataset.b)}`,
      sign: Number(row.dataset.sign), width: Math.min(8, 1 + 1.4 * Math.sqrt(Number(row.dataset.n))),
    },
  }));
  const style = () => [
    { selector: "node", style: { label: "data(name)", width: "data(size)", height: "data(size)", "background-color": color("--ink"), color: color("--ink"),
      "font-size": 14, "font-family": "Liberation Sans, Arial, sans-serif", "text-valign": "bottom", "text-margin-y": 4, "text-wrap": "ellipsis", "text-max-width": 130,
      "text-background-color": color("--paper"), "text-background-opacity": 0.8, "text-background-padding": 1, "min-zoomed-font-size": 6 } },
    { selector: "edge", style: { width: "data(width)", "line-color": color("--quiet"), "curve-style": "bezier", opacity: 0.75 } },
    { selector: "edge[sign > 0]", style: { "line-color": color("--plus") } },
    { selector: "edge[sign < 0]", style: { "line-color": color("--minus"), "line-style": "dashed" } },
    { selector: ".off", style: { opacity: 0.12 } },
    { selector: "edge.on", style: { opacity: 1, "overlay-color": color("--focus"), "overlay-opacity": 0.25, "overlay-padding": 3 } },
  ];
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches || rows.length > 120;
  const graph = cytoscape({
    container: box, elements, style: style(), minZoom: 0.2, maxZoom: 3, userZoomingEnabled: false,
    layout: { name: "cose", animate: !still && "end", animationDuration: 300, randomize: false, nodeRepulsion: () => 14000, idealEdgeLength: () => 60, componentSpacing: 40, nodeOverlap: 12, padding: 22, numIter: rows.length > 400 ? 250 : 800 },
  });
  const show = (row) => {
    rows.forEach((r) => r.classList.toggle("lit", r === row));
    const links = [...row.querySelectorAll(".ids a")].map((link, at) => {
      const copy = link.cloneNode(true);
      copy.textContent = `record ${at + 1}`;
      return copy;
    });
    picked.replaceChildren(`${row.dataset.a} – ${row.dataset.name} – ${row.dataset.b}: `, ...links.flatMap((link) => [link, " "]));
  };
  graph.on("tap", "edge", (event) => {
    graph.elements().removeClass("on off");
    event.target.addClass("on");
    show(rows[Number(event.target.id().slice(1))]);
  });
  graph.on("tap", "node", (event) => {
    const near = event.target.closedNeighborhood();
    graph.elements().removeClass("on off");
    graph.elements().not(near).addClass("off");
    picked.textContent = `${event.target.data("name")}: ${near.edges().length} lines`;
  });
  graph.on("tap", (event) => {
    if (event.target !== graph) return;
    graph.elements().removeClass("on off");
    picked.textContent = "";
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => graph.style(style()));
  // The wheel scrolls the page; with Ctrl it zooms, as in maps.
  box.addEventListener("wheel", (event) => graph.userZoomingEnabled(event.ctrlKey), { capture: true, passive: true });
})();
