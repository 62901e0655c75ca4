"""Tout fichier qui sort part enfermé, quelle que soit la vue qui le rend."""

CLOISON = "default-src 'none'; sandbox; frame-ancestors {}"
SANS_COPIE = "private, no-store"
PDF = "application/pdf"


def enfermer(get_response):
    """Un fichier ouvert par mégarde n'exécute rien et ne lit rien de l'application.

    Un PDF qui s'ouvre garde la politique des pages : enfermé, Chrome refuserait de le montrer.
    """

    def repondre(request):
        reponse = get_response(request)
        if disposition := reponse.get("Content-Disposition"):
            reponse.setdefault("Cache-Control", SANS_COPIE)
            if disposition.startswith("attachment") or reponse["Content-Type"] != PDF:
                meme_site = reponse.get("X-Frame-Options") == "SAMEORIGIN"
                cadres = "'self'" if meme_site else "'none'"
                reponse["Content-Security-Policy"] = CLOISON.format(cadres)
        return reponse

    return repondre
