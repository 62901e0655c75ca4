/* Commandes au clavier des écrans d'auto-évaluation. Sans ce fichier, tout reste faisable par la
   tabulation : chaque commande ne fait que suivre un lien, cocher un avis ou déplacer le focus. */
(() => {
  "use strict";
  const CLE = "qualepref-commandes";
  const AVIS = ["conforme", "partiel", "non_conforme", "non_applicable"];
  const dialogue = document.getElementById("commandes");
  const actives = document.getElementById("commandes-actives");

  const lire = () => { try { return localStorage.getItem(CLE) !== "non"; } catch { return true; } };
  const garder = (oui) => { try { localStorage.setItem(CLE, oui ? "oui" : "non"); } catch { /* poste sans mémoire */ } };
  const ecrit = (el) => el.isContentEditable || el.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit], [type=button])");

  /* Les exigences, et celle où l'on est. */
  const exigences = () => [...document.querySelectorAll("[data-exigence]")];
  const courante = () => document.activeElement.closest("[data-exigence]") || exigences()[0];
  const aller = (pas) => {
    const toutes = exigences();
    const la = document.activeElement.closest("[data-exigence]");
    const rang = la ? toutes.indexOf(la) + pas : 0;
    const cible = toutes[Math.max(0, Math.min(rang, toutes.length - 1))];
    if (cible) { cible.focus({ preventScroll: true }); cible.scrollIntoView({ block: "start" }); }
  };
  const evaluer = (valeur) => {
    const choix = courante()?.querySelector(`[name=avis][value=${valeur}]`);
    if (!choix) return false;
    choix.focus();
    if (!choix.checked) choix.click();
    if (valeur === "non_applicable") choix.form.querySelector("[name=motif]")?.focus();
    return true;
  };
  const toucher = (selecteur, geste) => {
    const el = courante()?.querySelector(selecteur);
    if (el) el[geste]();
    return Boolean(el);
  };
  const suivre = (touche) => {
    const lien = document.querySelector(`[data-touche="${touche}"]`);
    if (lien) lien.click();
    return Boolean(lien);
  };
  const COMMANDES = {
    j: () => { aller(1); return true; },
    k: () => { aller(-1); return true; },
    r: () => toucher("[data-reprendre]", "click"),
    c: () => toucher("[name=commentaire]", "focus"),
    a: () => toucher("[data-joindre]", "click"),
    d: () => toucher("[data-citer=document]", "click"),
    "?": () => { ouvrir(); return true; },
  };

  /* Le rang de la touche, et non son signe : sur un clavier français « & » est sous le 1. */
  const chiffre = (ev) => /^(?:Digit|Numpad)([1-4])$/.exec(ev.code)?.[1] || (/^[1-4]$/.test(ev.key) && ev.key);
  const surTouche = (ev) => {
    if (ev.ctrlKey || ev.altKey || ev.metaKey || dialogue?.open) return;
    if (ev.key === "Escape" && ecrit(ev.target)) { ev.target.closest("[data-exigence]")?.focus(); return; }
    if (ecrit(ev.target)) return;
    if (deplacer(ev)) { ev.preventDefault(); return; }
    if (!dialogue || !lire()) return;
    const rang = !ev.shiftKey && chiffre(ev);
    const faite = rang ? evaluer(AVIS[rang - 1]) : (COMMANDES[ev.key] || (() => suivre(ev.key)))();
    if (faite) ev.preventDefault();
  };

  /* Dans la grille, les flèches vont de case en case quand l'une d'elles a le focus. */
  const PAS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
  const deplacer = (ev) => {
    const pas = PAS[ev.key];
    const depart = pas && ev.target.matches(".qp-grille td a") && ev.target.closest("td");
    if (!depart) return false;
    const lignes = [...depart.closest("table").tBodies].flatMap((corps) => [...corps.rows]);
    let ligne = lignes.indexOf(depart.parentElement) + pas[0];
    let colonne = depart.cellIndex + pas[1];
    /* Une case hors périmètre, un intertitre de module se passent. */
    for (;;) {
      const cellule = lignes[ligne]?.cells[colonne];
      if (!lignes[ligne] || (!cellule && !pas[0])) return true;
      const lien = cellule?.querySelector("a");
      if (lien) { lien.focus(); return true; }
      ligne += pas[0];
      colonne += pas[1];
    }
  };

  const ouvrir = () => { if (dialogue && !dialogue.open) dialogue.showModal(); };
  if (dialogue) {
    actives.checked = lire();
    actives.addEventListener("change", () => garder(actives.checked));
    dialogue.querySelector("[data-fermer]").addEventListener("click", () => dialogue.close());
    for (const bouton of document.querySelectorAll("[data-commandes]")) {
      bouton.hidden = false;
      bouton.addEventListener("click", ouvrir);
    }
  }
  document.addEventListener("keydown", surTouche);
})();
