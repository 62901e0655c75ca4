"""Un serveur S3 réduit à ce que l'application en demande, sur une vraie adresse."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Guichet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def repondre(self, statut, octets=b""):
        self.send_response(statut)
        self.send_header("Content-Length", str(len(octets)))
        self.send_header("ETag", '"essai"')
        self.send_header("Last-Modified", "Thu, 01 Dec 2022 00:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(octets)

    def recevoir(self):
        octets = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        nom, _, question = self.path.partition("?")
        self.server.demandes.append((self.command, self.path))
        if "Credential=cle/" not in self.headers.get("Authorization", "") or question:
            return self.repondre(403)
        if self.server.en_panne:
            return self.repondre(507)
        return self.servir(nom, octets)

    def servir(self, nom, octets):
        objets = self.server.objets
        if self.command == "PUT":
            objets[nom] = octets
            return self.repondre(200)
        if self.command == "DELETE":
            objets.pop(nom, None)
            return self.repondre(204)
        return self.repondre(200, objets[nom]) if nom in objets else self.repondre(404)

    do_GET = do_HEAD = do_PUT = do_DELETE = recevoir

    def log_message(self, *args):
        """Ne rien écrire."""


@contextmanager
def serveur():
    """Le serveur en marche : ses `objets`, ses `demandes`, et `en_panne` pour qu'il refuse."""
    guichet = ThreadingHTTPServer(("127.0.0.1", 0), Guichet)
    guichet.objets, guichet.demandes, guichet.en_panne = {}, [], False
    guichet.adresse = f"http://127.0.0.1:{guichet.server_port}"
    fil = Thread(target=guichet.serve_forever, daemon=True)
    fil.start()
    try:
        yield guichet
    finally:
        guichet.shutdown()
        guichet.server_close()
        fil.join()
