/* Au clavier, parcourir des boutons radio les coche un à un : on n'enregistre qu'après une courte
   pause, ou en quittant le groupe. Rien ne se perd : quitter la page envoie ce qui attendait. */
(() => {
  "use strict";
  const PAUSE = 800;
  const enAttente = new Map(); /* formulaire → minuterie */
  let fleche = false;

  const estUnAvis = (el) => el.matches?.(".qp-saisie [type=radio]");
  const oublier = (form) => {
    clearTimeout(enAttente.get(form));
    return enAttente.delete(form);
  };
  const envoyer = (form) => {
    if (oublier(form)) form.dispatchEvent(new Event("change", { bubbles: true }));
  };

  document.addEventListener("keydown", (ev) => {
    fleche = ev.key.startsWith("Arrow") && estUnAvis(ev.target);
  }, true);
  document.addEventListener("pointerdown", () => { fleche = false; }, true);

  document.addEventListener("change", (ev) => {
    const form = ev.target.form;
    if (!form?.matches(".qp-saisie")) return;
    oublier(form);
    if (!fleche || !estUnAvis(ev.target)) return;
    ev.stopImmediatePropagation();
    enAttente.set(form, setTimeout(() => envoyer(form), PAUSE));
  }, true);
  document.addEventListener("submit", (ev) => oublier(ev.target), true);

  document.addEventListener("focusout", (ev) => {
    const form = ev.target.form;
    const reste = estUnAvis(ev.relatedTarget ?? document) && ev.relatedTarget.form === form;
    if (enAttente.has(form) && ev.relatedTarget && !reste) envoyer(form);
  });

  window.addEventListener("pagehide", () => {
    for (const form of [...enAttente.keys()]) {
      const corps = new FormData(form);
      oublier(form);
      fetch(form.action, { method: "POST", body: corps, keepalive: true, headers: { "HX-Request": "true" } });
    }
  });
})();
