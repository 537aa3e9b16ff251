#!/bin/sh
# Asks whether the authority answers that issued a certificate, or has it revoke it, trusted by what the order was.
#
# usage: authority.sh ask|revoke NAME

what=$1 name=$2 ca=/etc/ssl/certs/hostwright-acme-ca.pem
[ ! -f "$ca" ] || export REQUESTS_CA_BUNDLE="$ca"
server=$(sed -n 's/^server = //p' "/etc/letsencrypt/renewal/$name.conf")

case $what in
  ask)
    # By the library that certbot uses.
    said=$(python3 -c 'import requests, sys; requests.get(sys.argv[1], timeout=20).raise_for_status()' "$server" 2>&1) || {
      echo "$said" | tail -n 1 >&2
      echo "$server does not answer and could not revoke $name, so nothing is taken away: try again later, or keep or delete the certificate" >&2
      exit 1
    } ;;
  *)
    certbot revoke --non-interactive --cert-name "$name" --reason cessationofoperation --delete-after-revoke --server "$server" || {
      echo "$name is not revoked, its endpoint is gone: when $server answers, certbot revoke --cert-name $name does it" >&2
      exit 1
    } ;;
esac
