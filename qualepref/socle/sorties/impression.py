"""WeasyPrint et ce qu'on lui laisse lire ; `ecrire_pdf` ne le charge qu'au premier PDF."""

from io import BytesIO

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from qualepref.socle.sorties.pdf import ORIGINE, lire_ressource


class RessourcesLocales(URLFetcher):
    """Ne sert que les fichiers statiques et les médias ; tout le reste est refusé."""

    def fetch(self, url, headers=None):
        octets, genre = lire_ressource(url)
        return URLFetcherResponse(url, BytesIO(octets), {"Content-Type": genre})


def imprimer(html: str) -> bytes:
    document = HTML(string=html, base_url=f"{ORIGINE}/", url_fetcher=RessourcesLocales())
    return document.write_pdf(pdf_variant="pdf/ua-1")
