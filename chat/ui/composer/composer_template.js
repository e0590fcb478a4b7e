// What the composer is told, and what it consists of.
import { shallowRef } from "vue";

/** @import { PropType, ShallowRef } from "vue" */
/** @import Attachments from "./attachments.js" */
/** @import { Chip } from "./attachments.js" */
/** @import Delivery from "./delivery.js" */
/** @import Draft from "./draft.js" */
/** @import Dropping from "./dropping.js" */
/** @import Slash from "./slash.js" */
/** @import { AttachedFile, LatestPrompt } from "./wire.js" */

export const props = {
  draft: String,
  isRunning: Boolean,
  isFree: Boolean,
  model: String,
  hasModel: Boolean,
  notice: String,
  canAttach: Boolean,
  attachments: /** @type {PropType<AttachedFile[]>} */ (Array),
  placeholder: String,
  latest: /** @type {PropType<LatestPrompt>} */ (Object),
  draftKey: { type: String, default: "" },
  isTemporary: Boolean,
};

/** The elements of the template, and what is not drawn; there is no `fileList` where nothing can be attached. */
export const setup = () => ({
  box: /** @type {ShallowRef<HTMLTextAreaElement>} */ (shallowRef()),
  fileList: /** @type {ShallowRef<InstanceType<typeof Attachments> | undefined>} */ (shallowRef()),
  slash: /** @type {ShallowRef<InstanceType<typeof Slash>>} */ (shallowRef()),
  kept: /** @type {ShallowRef<Draft>} */ (shallowRef()),
  delivery: /** @type {ShallowRef<Delivery>} */ (shallowRef()),
  dropping: /** @type {ShallowRef<Dropping>} */ (shallowRef()),
  sent: /** @type {ShallowRef<{typed: string, held: string[], chips: Chip[]} | null>} */ (shallowRef()),
  isHandedOver: false,
  isEager: false,
});

export const template = `
<form class="composer" :class="{'is-dropping': isDropping}" @submit.prevent="submit">
  <Attachments v-if="canAttach" ref="fileList" :initial="attachments" :draft-key="draftKey" @change="takeFiles" @leave="focus"/>
  <ul v-if="held.length" class="composer-chips" aria-label="Pasted texts">
    <li v-for="(text, i) in held" :key="i" class="composer-chip">
      <Icon name="file"/><span class="composer-chip-name">Pasted text</span>
      <span class="composer-chip-facts">{{ text.length.toLocaleString("en") }} characters</span>
      <button type="button" class="composer-chip-remove" aria-label="Remove the pasted text" @click="letGo(i)"><Icon name="close"/></button>
    </li>
  </ul>
  <Slash ref="slash" @use="use" @close="focus"/>
  <textarea ref="box" class="composer-text" aria-label="Message" :placeholder="placeholder" rows="1" dir="auto"
    @input="typed" @blur="slash.shut()" @beforeinput="take" @keydown="press" @paste="paste"></textarea>
  <p v-if="problem || misfit" class="note is-bad composer-refusal" role="alert">{{ problem || misfit }}</p>
  <div class="composer-tools" :class="{'has-notice': hint || words}">
    <template v-if="canAttach">
      <input ref="chooser" type="file" multiple hidden @change="fileList.add($event.target.files); $event.target.value = ''">
      <button type="button" class="icon-button" aria-label="Attach files" title="Attach files" @click="$refs.chooser.click()">
        <Icon name="clip"/></button>
    </template>
    <Picker v-if="isChoosing" :value="chosen" label="Model" @choose="choose"/>
    <span class="composer-notice" role="status">{{ hint || words }}</span>
    <slot></slot>
    <button v-if="running" type="button" class="composer-stop" aria-label="Stop" title="Stop" @mousedown.prevent @click="stop">
      <Icon name="stop"/></button>
    <button type="submit" class="composer-send" aria-label="Send" :title="reason" :disabled="!canSend" @mousedown.prevent>
      <Icon name="send"/></button>
  </div>
</form>`;
