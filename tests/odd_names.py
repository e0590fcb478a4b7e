"""Names of models as servers give them. A name is opaque: whatever stands in it, it is asked, kept and found as it is."""
from __future__ import annotations

ODD_NAMES = (
    '@cf/meta/llama-3.1-8b-instruct', 'hf.co/somebody/Qwen3-8B-GGUF:Q4_K_M', 'qwen3-4b@q8_0', '/srv/models/My Model (new).gguf',
    'C:\\models\\kind model.gguf', 'arn:aws:bedrock:eu-west-1:000000000000:inference-profile/eu.anthropic.claude-case-v1:0',
    'accounts/acme/models/kimi?v=2#b', 'größtes-modell-中文', 'a,b model', 'x%2Fy', 'x%2Cy', '["quoted"]', 'say "hi" twice', "it's",
    'a&b=c+d', 'models/own.gguf', 'back\\', 'tab;semi|pipe', '{model}', '*', '..', 'a//b', '日本,モデル',
)
