/* La tablette d'un hall. Une réponse est d'abord gardée ici, sous le jeton tiré à l'ouverture de
   l'écran ; elle part dès que le réseau le permet, et le serveur n'en prend qu'une par jeton. */
(() => {
  "use strict";
  const racine = document.querySelector("[data-tablette]");
  if (!racine) return;
  const AVERTIR = 50000, EFFACER = 60000, MERCI = 15000, REPRISE = 20000; // millisecondes
  const CLE = `enquete:${racine.dataset.tablette}:`, REFUS = `refus-${CLE}`;
  const blocs = new Map([...racine.querySelectorAll("[data-langue]")].map((b) => [b.dataset.langue, b]));
  const premiere = blocs.keys().next().value;
  let langue = premiere, etape = "accueil", code = "", jeton = "", minuteurs = [], enCours = false;

  const bloc = () => blocs.get(langue);
  const form = () => bloc().querySelector("form");
  const ecrans = () => [...form().querySelectorAll("[data-code]")];
  const ecran = () => ecrans().find((un) => un.dataset.code === code);

  // --- Ce qui est répondu, et les questions qui se posent ---
  function reponses(dans = langue) {
    const dites = {};
    for (const [nom, valeur] of new FormData(blocs.get(dans).querySelector("form"))) {
      const cle = nom.slice(dans.length + 1);
      if (valeur.trim()) (dites[cle] ||= []).push(valeur);
    }
    return dites;
  }
  function visibles() {
    const dites = reponses(), vues = new Set();
    for (const { dataset } of ecrans()) {
      const parmi = JSON.parse(dataset.parmi), donnees = dites[dataset.selon] || [];
      const oui = parmi.length ? donnees.some((d) => parmi.includes(d)) : donnees.length > 0;
      if (!dataset.selon || (vues.has(dataset.selon) && oui)) vues.add(dataset.code);
    }
    return [...vues];
  }
  function faute(un) {
    const dites = reponses()[un.dataset.code] || [];
    if (!dites.length) {
      const saisi = [...un.querySelectorAll("input")].some((champ) => champ.validity.badInput);
      return saisi || "obligatoire" in un.dataset ? un.dataset.oubli : "";
    }
    const motif = un.dataset.motif && new RegExp(`^(?:${un.dataset.motif})$`);
    return motif && !motif.test(dites[0].trim()) ? un.dataset.faute : "";
  }
  function dire(un, phrase) {
    const place = un.querySelector(".fr-messages-group"), p = document.createElement("p");
    place.replaceChildren();
    for (const champ of un.querySelectorAll(".fr-input")) champ.setAttribute("aria-invalid", String(Boolean(phrase)));
    if (!phrase) return;
    document.title = `${form().dataset.erreur} : ${titre()}`;
    p.className = "fr-message fr-message--error";
    p.textContent = phrase;
    place.append(p);
    un.querySelector("input, textarea").focus();
  }

  // --- D'un écran à l'autre ---
  function montrer(voulue, question = "") {
    [etape, code] = [voulue, question];
    for (const un of blocs.values()) un.hidden = un !== bloc();
    for (const un of bloc().querySelectorAll("[data-ecran]")) un.hidden = un.dataset.ecran !== etape;
    for (const un of racine.querySelectorAll("[data-choisir]")) {
      un.setAttribute("aria-pressed", String(un.dataset.choisir === langue));
    }
    document.documentElement.lang = langue;
    avertissement("");
    if (etape === "questions") poser();
    const cible = etape === "questions" ? ecran() : bloc().querySelector(`[data-ecran=${etape}]`);
    document.title = titre();
    cible.focus({ preventScroll: true });
    scrollTo(0, 0);
    compter();
  }
  function poser() {
    const vues = visibles(), rang = vues.indexOf(code), bouton = form().querySelector("[type=submit]");
    for (const un of ecrans()) un.hidden = un.dataset.code !== code;
    const p = form().querySelector("[data-progression]"), barre = form().querySelector("progress");
    p.textContent = p.dataset.progression.replace("{rang}", rang + 1).replace("{nombre}", vues.length);
    [barre.value, barre.max] = [rang + 1, vues.length];
    bouton.textContent = rang === vues.length - 1 ? bouton.dataset.envoyer : bouton.dataset.suivant;
    dire(ecran(), "");
  }
  function titre() {
    if (etape !== "questions") return bloc().querySelector(`[data-ecran=${etape}] h1`).textContent;
    return `${form().querySelector("[data-progression]").textContent} – ${ecran().querySelector("h1").textContent.trim()}`;
  }
  function avertissement(phrase) {
    const p = form().querySelector("[data-vide]");
    p.textContent = phrase;
    p.hidden = !phrase;
  }
  function commencer() {
    jeton = nouveauJeton();
    document.documentElement.requestFullscreen?.().catch(() => {});
    montrer("questions", visibles()[0]);
  }
  function recommencer() {
    for (const un of blocs.values()) { un.querySelector("form").reset(); un.querySelector("dialog").close(); }
    [langue, jeton] = [premiere, ""];
    montrer("accueil");
  }
  function suivant() {
    const phrase = faute(ecran());
    dire(ecran(), phrase);
    if (phrase) return;
    const vues = visibles(), rang = vues.indexOf(code);
    if (rang < vues.length - 1) montrer("questions", vues[rang + 1]);
    else envoyer(vues);
  }
  function precedent() {
    const vues = visibles(), rang = vues.indexOf(code);
    if (rang > 0) montrer("questions", vues[rang - 1]);
    else montrer("accueil");
  }
  function parler(voulue) {
    const dites = reponses();
    langue = voulue;
    for (const champ of form().elements) {
      const valeurs = dites[champ.name.slice(langue.length + 1)] || [];
      if (champ.type === "radio" || champ.type === "checkbox") champ.checked = valeurs.includes(champ.value);
      else if (champ.name) champ.value = valeurs[0] || "";
    }
    montrer(etape, code);
  }

  // --- Garder, puis envoyer une fois et une seule ---
  function envoyer(vues) {
    const dites = reponses();
    const gardees = Object.fromEntries(vues.filter((un) => dites[un]).map((un) => [un, dites[un]]));
    if (!Object.keys(gardees).length) return avertissement(form().querySelector("[data-vide]").dataset.vide);
    const envoi = JSON.stringify({ jeton, langue, jour: jourLocal(), sceau: racine.dataset.sceau, reponses: gardees });
    try {
      localStorage.setItem(CLE + jeton, envoi);
    } catch {
      return avertissement(form().querySelector("[data-vide]").dataset.pleine);
    }
    for (const un of blocs.values()) un.querySelector("form").reset();
    jeton = "";
    montrer("merci");
    transmettre();
  }
  const enAttente = (debut = CLE) => Object.keys(localStorage).filter((cle) => cle.startsWith(debut));
  async function transmettre() {
    if (enCours) return;
    enCours = true;
    try {
      for (const cle of enAttente()) if (!(await transmis(cle))) break;
    } finally {
      enCours = false;
      signaler();
    }
  }
  async function transmis(cle) {
    signaler();
    try {
      const corps = localStorage.getItem(cle);
      const reponse = await fetch(location.pathname, {
        method: "POST", body: corps, credentials: "omit", cache: "no-store",
        headers: { "Content-Type": "application/json" },
      });
      const refusee = [400, 413].includes(reponse.status);
      if (refusee) localStorage.setItem(REFUS + cle, corps); // à montrer à un agent
      if (!reponse.ok && !refusee) return false;
      localStorage.removeItem(cle);
      return true;
    } catch {
      return false; // le réseau : plus tard
    }
  }
  function signaler() {
    const p = racine.querySelector("[data-attente]"), dites = [];
    const [attend, refuse] = [enAttente().length, enAttente(REFUS).length];
    if (attend) dites.push(`${attend} ${p.dataset.mot}`);
    if (refuse) dites.push(`${refuse} ${p.dataset.refus}`);
    p.textContent = dites.join(" ; ");
    p.hidden = !dites.length;
  }
  function nouveauJeton() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const o = crypto.getRandomValues(new Uint8Array(16));
    [o[6], o[8]] = [(o[6] & 15) | 64, (o[8] & 63) | 128];
    return [...o].map((n) => n.toString(16).padStart(2, "0")).join("");
  }
  function jourLocal() {
    const j = new Date(), deux = (n) => String(n).padStart(2, "0");
    return `${j.getFullYear()}-${deux(j.getMonth() + 1)}-${deux(j.getDate())}`;
  }

  // --- Sans un geste, retour au début ---
  function compter() {
    minuteurs.forEach(clearTimeout);
    minuteurs = [];
    if (etape === "merci") minuteurs = [setTimeout(recommencer, MERCI)];
    if (etape === "questions") {
      const avis = bloc().querySelector("dialog");
      minuteurs = [setTimeout(() => avis.showModal(), AVERTIR), setTimeout(recommencer, EFFACER)];
    }
    if (etape === "accueil" && langue !== premiere) minuteurs = [setTimeout(recommencer, EFFACER)];
  }
  for (const geste of ["pointerdown", "keydown", "input", "wheel"]) {
    addEventListener(geste, compter, { passive: true });
  }

  // --- Les gestes ---
  const GESTES = { commencer, precedent, recommencer, continuer: () => bloc().querySelector("dialog").close() };
  racine.addEventListener("click", (ev) => {
    const bouton = ev.target.closest("[data-geste], [data-choisir]");
    if (!bouton) return;
    if (bouton.dataset.choisir) parler(bouton.dataset.choisir);
    else GESTES[bouton.dataset.geste]();
  });
  racine.addEventListener("submit", (ev) => { ev.preventDefault(); suivant(); });
  for (const un of racine.querySelectorAll("[data-maximum]")) {
    const champ = un.dataset.maximum && un.querySelector("textarea, input[type=text]");
    if (champ) champ.maxLength = Number(un.dataset.maximum);
  }

  // --- Hors réseau : garder la page elle-même ---
  async function garder() {
    if (!navigator.serviceWorker) return;
    await navigator.serviceWorker.register(racine.dataset.veille, { scope: location.pathname });
    const fichiers = performance.getEntriesByType("resource").map((un) => un.name);
    const siens = fichiers.filter((un) => un.startsWith(`${location.origin}/static/`));
    const cache = await caches.open(`tablette-${racine.dataset.tablette}`);
    await Promise.allSettled([location.pathname, ...siens].map((un) => cache.add(un)));
    racine.dataset.gardee = "oui";
  }
  addEventListener("online", transmettre);
  setInterval(transmettre, REPRISE);
  if (!("fermee" in racine.dataset)) { // close, la page ne fait plus qu'envoyer ce qui attend
    addEventListener("load", () => garder().catch(() => {}));
    montrer("accueil");
  }
  transmettre();
})();
