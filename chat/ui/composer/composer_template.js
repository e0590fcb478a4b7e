// @ts-check
// What the composer consists of.
export default `
<form class="composer" :class="{'is-dropping': isDropping}" @submit.prevent="submit">
  <Attachments v-if="canAttach" ref="files" :initial="attachments" @change="takeFiles" @leave="focus"/>
  <ul v-if="held.length" class="composer-chips" aria-label="Pasted texts">
    <li v-for="(text, i) in held" :key="i" class="composer-chip">
      <Icon name="file"/><span class="composer-chip-name">Pasted text</span>
      <span class="composer-chip-facts">{{ text.length.toLocaleString("en") }} characters</span>
      <button type="button" class="composer-chip-remove" aria-label="Remove the pasted text" @click="letGo(i)"><Icon name="close"/></button>
    </li>
  </ul>
  <Slash ref="slash" @use="use" @close="focus"/>
  <textarea ref="text" class="composer-text" aria-label="Message" :placeholder="placeholder" rows="1" dir="auto"
    @input="typed" @blur="$refs.slash.shut()" @beforeinput="take" @keydown="press" @paste="paste"></textarea>
  <p v-if="problem || misfit" class="note is-bad composer-refusal" role="alert">{{ problem || misfit }}</p>
  <div class="composer-tools" :class="{'has-notice': hint || words}">
    <template v-if="canAttach">
      <input ref="chooser" type="file" multiple hidden @change="$refs.files.add($event.target.files); $event.target.value = ''">
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
