"""English words that models are named by, and that an answer may hold without naming anybody."""
from __future__ import annotations

LIKE = """
a advanced agent air all alpha an apex api app assistant audio auto base basic best beta big boost bot brief bright canary chat chatty
cheap clear cloud code coder coding compact compute core creative custom daily dark data deep default demo dense distill double draft
dual dynamic eco edge edit editor embed embedding experimental expert express extended extra fast faster fine first flash flex focus
free fresh full gateway general generic giant global gold good great hard heavy high home host hosted hybrid image instant instruct
intelligence it judge king lab large last latest lean light lite little live local long low main mass math max maximum medium mega micro
mid mini mixed mobile model models mono multi my nano native new next night no normal old omni one online open original other output
pico plain plus polite power precise preview prime private pro proxy public pure quick quiet random rapid rare raw ready real reason
reasoner reasoning reasons remote research rich right router run safe sample school scripted search secure self server service sharp
short silent simple slow small smart soft solid sound special speed standard star start steady step story strict strong studio super
superior swift system task teacher terse test text the think thinker thinking thoughts tiny tool tools top total true tune tuned tuner
turbo twin ultra uncensored unit universal up us vast verbose versatile version video vision voice weak web wide wild wise word work
writer writing xl young your zero
"""
OTHERS = """
amazon ant apple aqua arctic ash atlas atom aurora bard beam bear bee beetle behemoth beluga bishop bison blade blaze bloom blossom blue
bolt book boreal branch breeze brick bridge bronze bull butterfly cake camel camera candle canvas canyon captain cardinal castle cat
cedar chameleon cherry chess chinchilla cipher circle citadel clay cloudy clover coast cobalt comet command companion compass condor
copilot copper coral cosmos cougar cove crab crane cream creek cricket crow crown crystal cube cypher dawn deer delta desert diamond dog
dolphin dove dragon dream drum duck dusk eagle earth echo eclipse elephant elm ember emerald engine epic equinox evergreen exchange
fable falcon feather fern ferret field fig fire firefly fish flame flint flower fog forest forge fox frost fuji galactic galaxy garden
garnet gecko gem genius ghost glacier globe gold goliath granite graph grass gravel green grove guardian gull haiku hamster harbor hare
harmony hawk hazel heart hedgehog helium hero heron hill honey horizon horse hound human hurricane ice icon idea impala inferno infinity
inflection ink iris iron island ivory ivy jade jaguar jasmine jet jewel journey jungle juniper kestrel key kite kitten knight koala
lagoon lake lamp lantern lark laser lava leaf lemon lens leopard library lightning lilac lily lime lion liquid llama lotus lunar lynx
magic magnet magnolia mango mantis maple marble marlin mars maverick meadow mercury meta meteor midnight mind minimax mint mirage mirror
moon mosaic moss moth mountain mouse muse music mystic myth nebula needle neon neptune nest neural neuron nimbus north nova oak oasis
oat ocean olive omega onyx opal optimus opus oracle orange orbit orca orchid orion osprey otter owl ox oyster palm panda panther paper
parrot peach peak pearl pebble pegasus pelican penguin pepper perplexity phantom phi phoenix pilot pine pink pioneer pixel planet
platypus plum pluto poet polar polaris pony poppy prism prophet puffin pulse puma puzzle python quantum quartz quasar quill rabbit radar
rain rainbow ranger raven ray red reef reflection reka ripple river robin rock rocket root rose ruby saber sable saga sage salmon sand
sapphire saturn scarlet scholar scout sea seal secret seed serpent shadow shark sherlock shield sierra silk silver sky snow snowflake
solar sonar sonic sonnet soul south spark sparrow sphinx spider spirit spring sprout squirrel stable starling stone stork storm stream
summit sun sunrise swallow swan sword tango tempest temple thistle thorn thunder tide tiger timber titan toad topaz tornado tower trail
tree trident trout tulip tundra turtle twilight typhoon unicorn unity valley vanilla vega velvet venus vicar violet viper vista volcano
voyager wave weasel west whale whisper willow wind window wing winter wizard wolf wonder wood wren yarn yellow zebra zen zenith zephyr
zinnia
"""
PLAIN = frozenset(LIKE.split())
"""Words for what a model is like or does: they name nobody, not even side by side."""
ORDINARY = PLAIN | frozenset(OTHERS.split())
"""All of them: alone they name nobody."""
