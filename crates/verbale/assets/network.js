// Reads the relations of the twin, gives them to what draws them (drawNetwork, from the script before this one), and shows the
// evidence of what is chosen. The table stays the truth.
(async () => {
  const figure = document.getElementById("net");
  if (!figure || typeof drawNetwork !== "function") return;
  const [box, picked] = [figure.querySelector(".graph"), figure.querySelector(".picked")];
  const fail = (words) => {
    box.hidden = true;
    picked.textContent = words;
  };
  figure.hidden = false;
  picked.textContent = "Drawing …";
  let edges;
  try {
    const twin = await fetch(document.querySelector('link[type="application/json"]').href);
    if (!twin.ok) throw new Error(twin.statusText);
    const { pairs, edges: all = pairs } = await twin.json();
    edges = all.map(({ a, b, relation = "met", sign = 0, until = null, ids, meetings = ids.length }) => ({
      a, b, name: relation.replaceAll("_", " "), sign, isOver: until !== null, ids, n: meetings,
    }));
  } catch (error) {
    return fail(`The relations could not be fetched for a drawing (${error.message}); the table below says the same.`);
  }
  const link = (href, words) => Object.assign(document.createElement("a"), { href, textContent: words });
  const rows = new Map([...document.querySelectorAll("table.edges tr[data-at]")].map((row) => [Number(row.dataset.at), row]));
  const on = {
    edge(at) {
      const { a, b, name, ids } = edges[at];
      rows.forEach((row, own) => row.classList.toggle("lit", own === at));
      const some = ids.slice(0, 3).flatMap((id, place) => [link(`/records/${id}`, `record ${place + 1}`), " "]);
      picked.replaceChildren(`${a} – ${name} – ${b}: `, ...some, ids.length > 3 ? `of ${ids.length}` : "");
    },
    name(name, lines) {
      picked.replaceChildren(`${name}: ${lines} ${lines === 1 ? "line" : "lines"} · `, link(`${location.pathname}?actor=${encodeURIComponent(name)}`, "only these"));
    },
    nothing() {
      picked.textContent = "";
    },
    say(words) {
      picked.textContent = words;
    },
  };
  on.nothing();
  try {
    await drawNetwork(box, edges, on);
  } catch (error) {
    fail(error.message);
  }
})();
