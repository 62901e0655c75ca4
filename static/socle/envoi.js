/* Un double clic n'envoie qu'une fois : le second envoi se verrait refuser ce que le premier vient
   de faire. Une page gardée, ou un fichier téléchargé, rend la main après un instant. */
(() => {
  "use strict";
  const ATTENTE = 3000;
  const partis = new WeakSet();
  document.addEventListener("submit", (ev) => {
    const form = ev.target;
    if (ev.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post") return;
    if (partis.has(form)) { ev.preventDefault(); return; }
    partis.add(form);
    setTimeout(() => partis.delete(form), ATTENTE);
  });
})();
