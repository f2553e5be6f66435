def generate_tests(config=None):
    return [{"vars": {"name": "py" + (config or {}).get("suffix", "")}, "assert": [{"type": "contains", "value": "py-x"}]}]

def prompt(context):
    return "Python says " + context["vars"]["name"] + " via {{ name }} " + context["provider"]["id"]

def get_var(name, prompt, others):
    return {"output": "  " + name + " of " + str(sorted(k for k in others if not k.startswith("__"))) + "  "}
