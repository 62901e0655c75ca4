/* Le tableau de bord projeté : un écran à la fois, au clavier ou à la télécommande (page suivante, page précédente). */
(() => {
  "use strict";
  const racine = document.querySelector("[data-projection]");
  if (!racine) return;
  const ecrans = [...racine.querySelectorAll(".qp-ecran")];
  let rang = 0;

  function montrer(voulu) {
    rang = Math.max(0, Math.min(ecrans.length - 1, voulu));
    ecrans.forEach((ecran, autre) => { ecran.hidden = autre !== rang; });
    ecrans[rang].focus({ preventScroll: true });
    scrollTo(0, 0);
    document.title = `${rang + 1} / ${ecrans.length} – ${ecrans[rang].querySelector("h1, h2").textContent.trim()}`;
    history.replaceState(null, "", `#${ecrans[rang].id}`);
  }
  const demande = () => Math.max(0, ecrans.findIndex((ecran) => `#${ecran.id}` === location.hash));
  const plein = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.());
  const sortir = () => { location.href = racine.dataset.sortie; };
  const GESTES = {
    ArrowRight: () => montrer(rang + 1), ArrowDown: () => montrer(rang + 1), PageDown: () => montrer(rang + 1),
    ArrowLeft: () => montrer(rang - 1), ArrowUp: () => montrer(rang - 1), PageUp: () => montrer(rang - 1),
    Home: () => montrer(0), End: () => montrer(ecrans.length - 1), f: plein, F: plein,
    Escape: () => (document.fullscreenElement ? document.exitFullscreen() : sortir()),
  };

  document.documentElement.classList.add("qp-projete");
  for (const bouton of racine.querySelectorAll("[data-plein]")) {
    bouton.hidden = false;
    bouton.addEventListener("click", plein);
  }
  document.addEventListener("keydown", (evenement) => {
    if (evenement.ctrlKey || evenement.altKey || evenement.metaKey) return;
    const surUnLien = evenement.target.closest("a, button");
    const geste = evenement.key === " " && !surUnLien
      ? () => montrer(rang + (evenement.shiftKey ? -1 : 1))
      : GESTES[evenement.key];
    if (!geste) return;
    evenement.preventDefault();
    geste();
  });
  addEventListener("hashchange", () => montrer(demande()));
  montrer(demande());
})();
