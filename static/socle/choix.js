/* Les cases d'une liste : tout cocher de la page, et le compte de ce qui est coché. Sans ce fichier,
   chaque case se coche et s'envoie tout de même. */
(() => {
  "use strict";
  const toutes = document.querySelector("[data-tout-cocher]");
  const compte = document.querySelector("[data-cochees]");
  if (!toutes || !compte) return;
  const cases = [...document.querySelectorAll("input[name=choix]")];
  const dire = () => {
    const n = cases.filter((une) => une.checked).length;
    toutes.checked = n > 0 && n === cases.length;
    toutes.indeterminate = n > 0 && n < cases.length;
    compte.textContent = n > 1 ? `Les ${n} lignes cochées` : n ? "La ligne cochée" : "Les lignes cochées";
    if (n) compte.selected = true;
  };
  toutes.closest("[hidden]").hidden = false;
  toutes.addEventListener("change", () => {
    for (const une of cases) une.checked = toutes.checked;
    dire();
  });
  for (const une of cases) une.addEventListener("change", dire);
  window.addEventListener("pageshow", dire); /* le navigateur rend les cases à qui revient */
})();
