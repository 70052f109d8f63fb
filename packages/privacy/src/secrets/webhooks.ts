import { type SecretKind, secretKind as kind } from './secret-kind.ts';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const SCHEME = '(?:https?://)?';
/** Characters of `https://` before the host, or none. */
const MAX_SCHEME_CHARS = 8;

/** A secret address, from its scheme to its end; the anchor is its host and what follows. */
function address(name: string, service: string, host: string, rest: string, before = 0): SecretKind {
  const source = host.replaceAll(/[.?]/g, '\\$&');
  return kind(name, service, host, SCHEME + (before === 0 ? '' : `[\\w-]{0,${before}}\\.?`) + source + rest, {
    before: [0, MAX_SCHEME_CHARS + before],
  });
}

/** Addresses that are secrets themselves: who knows one may write to its channel. */
export const WEBHOOKS: readonly SecretKind[] = [
  address('slack-webhook', 'Slack', 'hooks.slack.com/', '(?:services|workflows|triggers)/[\\w+/-]{20,120}'),
  address('discord-webhook', 'Discord', 'discord.com/api/webhooks/', '\\d{17,20}/[\\w-]{60,72}', 8),
  address('discord-webhook', 'Discord', 'discordapp.com/api/webhooks/', '\\d{17,20}/[\\w-]{60,72}', 8),
  kind(
    'teams-webhook',
    'Microsoft Teams',
    '/webhookb2/ /webhook/',
    `/webhook(?:b2)?/${UUID}@${UUID}/IncomingWebhook/[0-9a-z]{32}/${UUID}`,
    { hasOpenEnd: true },
  ),
  kind('power-automate-webhook', 'Microsoft', '&sig=', '[\\w-]{43}', { isBehindAnchor: true }),
  address(
    'google-chat-webhook',
    'Google',
    'chat.googleapis.com/v1/spaces/',
    '[\\w-]{8,16}/messages\\?key=[\\w-]{30,45}(?:&|%26|&amp;)token=[\\w%=-]{40,60}',
  ),
  address('zapier-webhook', 'Zapier', 'hooks.zapier.com/', 'hooks/(?:catch|standard)/\\d{4,12}/[A-Za-z0-9/]{5,40}'),
  address('lark-webhook', 'Lark', 'open.feishu.cn/open-apis/bot/', `v2/hook/${UUID}`),
  address('lark-webhook', 'Lark', 'open.larksuite.com/open-apis/bot/', `v2/hook/${UUID}`),
  address('dingtalk-webhook', 'DingTalk', 'oapi.dingtalk.com/robot/send?', 'access_token=[0-9a-f]{64}'),
  address('wecom-webhook', 'WeCom', 'qyapi.weixin.qq.com/cgi-bin/webhook/send?', `key=${UUID}`),
  kind(
    'make-webhook',
    'Make',
    'make.com/ integromat.com/',
    `${SCHEME}hook\\.(?:[a-z]{2}\\d\\.)?(?:make|integromat)\\.com/[a-z0-9]{24,40}`,
    { before: [0, MAX_SCHEME_CHARS + 9] },
  ),
  address('ifttt-webhook', 'IFTTT', 'maker.ifttt.com/trigger/', '[\\w-]{1,64}/(?:json/)?with/key/[\\w-]{20,43}'),
  kind('pipedream-webhook', 'Pipedream', '.m.pipedream.net', `${SCHEME}[a-z0-9]{12,24}\\.m\\.pipedream\\.net`, {
    before: [12, MAX_SCHEME_CHARS + 24],
  }),
  address('webex-webhook', 'Webex', 'webexapis.com/v1/webhooks/incoming/', '[\\w-]{60,120}'),
  address('pagerduty-webhook', 'PagerDuty', 'events.pagerduty.com/integration/', '[0-9a-f]{32}'),
  address('loggly-input', 'Loggly', 'loggly.com/inputs/', UUID, 12),
  address('healthchecks-ping', 'Healthchecks', 'hc-ping.com/', UUID),
  address('gitter-webhook', 'Gitter', 'webhooks.gitter.im/e/', '[0-9a-f]{20}'),
  address('splunk-collector', 'Splunk', 'splunkcloud.com/services/collector?', `token=${UUID}`, 24),
  kind('mattermost-webhook', 'Mattermost', '/hooks/', '/hooks/(?:[a-z0-9]{26}|[A-Za-z0-9]{17}/[A-Za-z0-9]{40,64})', {
    isValid: (path) => /\d/.test(path),
    hasOpenEnd: true,
  }),
  kind('ifttt-key', 'IFTTT', '/with/key/', '[\\w-]{20,43}', { isBehindAnchor: true }),
];
