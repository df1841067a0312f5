// Draws the maps from the ladder of the page, and moves both along the days.
(() => {
  const maps = document.getElementById("maps");
  const slider = document.querySelector(".slider");
  if (!maps || !slider || typeof d3 !== "object" || typeof topojson !== "object") return;
  const SVG = "http://www.w3.org/2000/svg";
  const [width, height] = [620, 300];
  // Areas that Natural Earth draws apart, that are no members of the United Nations and that more than one government claims.
  const DISPUTED = new Set(["Kosovo", "N. Cyprus", "Somaliland", "Siachen Glacier", "W. Sahara", "Palestine", "Taiwan", "Falkland Is."]);
  // Natural Earth has no number for these; the actors of the program have codes.
  const CODES = { Kosovo: "KOS" };
  const SMALL = 14;

  const draw = (world, codes) => {
    const alpha = new Map(codes.map(([, code, number]) => [number, code]));
    const all = topojson.feature(world, world.objects.countries).features;
    const areas = all.filter((area) => area.properties.name !== "Antarctica");
    const borders = topojson.mesh(world, world.objects.countries, (a, b) => a !== b);
    const projection = d3.geoNaturalEarth1().fitExtent([[2, 2], [width - 2, height - 2]], { type: "FeatureCollection", features: areas });
    const path = d3.geoPath(projection);
    const shapes = areas.map((area) => {
      const name = area.properties.name;
      const [[left, top], [right, bottom]] = path.bounds(area);
      const small = (right - left) * (bottom - top) < SMALL;
      const center = path.centroid(area);
      return { name, code: CODES[name] || alpha.get(area.id) || "", d: path(area), center: small && center.every(Number.isFinite) ? center : null };
    });
    const mesh = path(borders);
    document.querySelectorAll(".map svg[role]").forEach((svg, at) => {
      const put = (parent, tag, attributes, text) => {
        const one = document.createElementNS(SVG, tag);
        for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
        if (text) one.textContent = text;
        parent.append(one);
        return one;
      };
      const pattern = put(put(svg, "defs", {}), "pattern", { id: `hatch${at}`, width: 4, height: 4, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
      put(pattern, "rect", { width: 1.3, height: 4, class: "hatch" });
      for (const shape of shapes) {
        const link = put(svg, "a", { "data-code": shape.code, class: "area" });
        put(link, "title", {}, shape.name);
        put(link, "path", { d: shape.d, class: "land" });
        if (shape.center) put(link, "circle", { cx: shape.center[0], cy: shape.center[1], r: 2.4, class: "land" });
        if (DISPUTED.has(shape.name)) put(svg, "path", { d: shape.d, fill: `url(#hatch${at})`, class: "disputed" });
      }
      put(svg, "path", { d: mesh, class: "borders" });
    });
    color();
  };

  const color = () => {
    for (const map of document.querySelectorAll(".map")) {
      const axis = map.dataset.axis;
      const holders = new Map([...document.querySelectorAll(`.holder[data-axis="${axis}"]`)].map((one) => [one.dataset.code, one]));
      for (const area of map.querySelectorAll(".area")) {
        const holder = holders.get(area.dataset.code);
        const own = area.dataset.code !== "" && area.dataset.code === maps.dataset.of;
        const look = own ? "self" : holder ? `${axis} h${holder.dataset.height}` : "land";
        area.querySelectorAll("path, circle").forEach((shape) => shape.setAttribute("class", look));
        const title = area.querySelector("title");
        title.textContent = title.textContent.split(":")[0] + (holder ? `: ${holder.dataset.level}` : "");
        const link = holder && holder.querySelector("a");
        if (link) area.setAttribute("href", link.getAttribute("href"));
        else area.removeAttribute("href");
      }
    }
  };

  const DAY = 86400000;
  const number = (day) => Math.round(Date.parse(day) / DAY);
  const text = (value) => new Date(value * DAY).toISOString().slice(0, 10);
  const day = document.getElementById("day");
  const shown = document.getElementById("shown");
  const field = document.querySelector("#ask input[name=as_of]");
  day.min = number(slider.dataset.first);
  day.max = number(slider.dataset.last);
  day.value = number(field.value);
  let timer = 0;
  let turn = 0;
  const load = async () => {
    const own = ++turn;
    const address = new URL(location.href);
    address.searchParams.set("of", maps.dataset.of);
    address.searchParams.set("as_of", text(Number(day.value)));
    const answer = await fetch(address);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const levels = page.getElementById("levels");
    if (own !== turn || !levels) return;
    document.getElementById("levels").replaceWith(document.adoptNode(levels));
    history.replaceState(null, "", address);
    color();
  };
  day.addEventListener("input", () => {
    shown.textContent = field.value = text(Number(day.value));
    clearTimeout(timer);
    timer = setTimeout(load, 90);
  });
  slider.hidden = maps.hidden = false;
  Promise.all([maps.dataset.world, maps.dataset.codes].map((name) => fetch(name).then((answer) => answer.json()))).then(([world, codes]) => draw(world, codes));
})();
