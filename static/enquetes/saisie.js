/* Saisie de fiches : un chiffre coche le choix de ce rang et passe à la question suivante, 0 laisse
   en blanc. Sans ce fichier, la page se remplit et s'envoie comme un formulaire ordinaire. */
(() => {
  "use strict";
  const formulaire = document.querySelector("[data-saisie-au-clavier]");
  if (!formulaire) return;
  const questions = [...formulaire.querySelectorAll(".qp-question")];
  const cible = (question) => question.querySelector("input:checked") ?? question.querySelector("input, textarea");
  const aller = (rang) => (rang < questions.length ? cible(questions[rang]) : formulaire.querySelector("[type=submit]"))?.focus();
  const suivante = (question) => aller(questions.indexOf(question) + 1);
  formulaire.addEventListener("keydown", (ev) => {
    const champ = ev.target;
    if (ev.ctrlKey || ev.altKey || ev.metaKey || !["radio", "checkbox"].includes(champ.type)) return;
    if (ev.key === "Enter" && champ.type === "checkbox") { ev.preventDefault(); formulaire.requestSubmit(); return; }
    if (!/^[0-9]$/.test(ev.key)) return;
    ev.preventDefault();
    const question = champ.closest(".qp-question");
    const choix = [...question.querySelectorAll("input")];
    if (ev.key === "0") { choix.forEach((un) => { un.checked = false; }); suivante(question); return; }
    const voulu = choix[Number(ev.key) - 1];
    if (!voulu) return;
    voulu.checked = champ.type === "radio" || !voulu.checked;
    voulu.focus();
    if (champ.type === "radio") suivante(question);
  });
  (formulaire.querySelector(".fr-fieldset--error input, .fr-input-group--error .fr-input") ?? (questions.length && cible(questions[0])))?.focus();
})();
