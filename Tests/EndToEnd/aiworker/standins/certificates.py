"""Throwaway certificates, made by the openssl program: an authority, a server on loopback, a client."""

import dataclasses
import pathlib
import ssl
import subprocess


@dataclasses.dataclass(frozen=True)
class Certificates:
    """Files in PEM form."""

    authority: pathlib.Path
    server: pathlib.Path
    server_key: pathlib.Path
    client: pathlib.Path
    client_key: pathlib.Path

    def server_context(self) -> ssl.SSLContext:
        """For a stand-in that lets clients show a certificate and does not demand one."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server, self.server_key)
        context.load_verify_locations(self.authority)
        context.verify_mode = ssl.CERT_OPTIONAL
        return context

    def client_context(self, certificate: bool = False) -> ssl.SSLContext:
        """For a client that trusts the authority."""
        context = ssl.create_default_context(cafile=str(self.authority))
        if certificate:
            context.load_cert_chain(self.client, self.client_key)
        return context


def openssl(*arguments: str):
    """Runs the program; what it says is told only when it fails."""
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"openssl {arguments[0]}: {done.stderr}"


def make(folder: pathlib.Path, client_name: str = "aiworker") -> Certificates:
    """New certificates in a folder, good for a day."""
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl("req", "-x509", *key, "-keyout", f"{folder}/ca.key", "-out", f"{folder}/ca.crt", "-days", "1", "-subj", "/CN=stand-in authority",
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    for name, subject, more in (("server", "/CN=127.0.0.1", "subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth\n"),
                                ("client", f"/O=stand-ins/CN={client_name}", "extendedKeyUsage=clientAuth\n")):
        (folder / f"{name}.ext").write_text(more + "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\n")
        openssl("req", "-new", *key, "-keyout", f"{folder}/{name}.key", "-out", f"{folder}/{name}.csr", "-subj", subject)
        openssl("x509", "-req", "-in", f"{folder}/{name}.csr", "-CA", f"{folder}/ca.crt", "-CAkey", f"{folder}/ca.key", "-CAcreateserial",
                "-days", "1", "-out", f"{folder}/{name}.crt", "-extfile", f"{folder}/{name}.ext")
    return Certificates(folder / "ca.crt", folder / "server.crt", folder / "server.key", folder / "client.crt", folder / "client.key")
