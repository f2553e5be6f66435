"""Fetch a prompt of promptgit serve --api, and keep it until its ETag changes."""
import http.client, json, os, urllib.error, urllib.parse, urllib.request

URL = os.environ.get("PROMPTGIT_URL", "http://127.0.0.1:7717")
TOKEN = os.environ.get("PROMPTGIT_API_TOKEN", "")
kept = {}  # by address: the ETag and the prompt


def fetch(prompt, label, user=None):
    query = {"label": label, **({"user": user} if user else {})}
    url = f"{URL}/api/v1/prompts/{urllib.parse.quote(prompt)}?{urllib.parse.urlencode(query)}"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {TOKEN}"})
    if url in kept:
        request.add_header("If-None-Match", kept[url][0])
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            kept[url] = (answer.headers["ETag"], json.load(answer))
    except urllib.error.HTTPError as error:
        if error.code in (400, 401, 404) or url not in kept:  # 304 and failures of the server: what we have
            raise
    except (OSError, http.client.HTTPException, ValueError):  # no answer, or half of one
        if url not in kept:
            raise
    return kept[url][1]


if __name__ == "__main__":
    import sys
    for _ in range(2):  # the second one is a 304
        print(json.dumps(fetch(*sys.argv[1:])["messages"]))
