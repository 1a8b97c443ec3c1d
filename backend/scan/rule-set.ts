import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import type { SecretLintRuleCreator, SecretLintRuleReportHandler, SecretLintSourceCode } from '@secretlint/types';
import type { FindingKind } from './finding.ts';
import type { Match } from './own-rules.ts';

const PREFIX = '@secretlint/secretlint-rule-';

/** Rules that are left out: comments in a file that silence others, and keys in armour, which own-rules.ts knows in more forms. */
const LEFT_OUT = ['filter-comments', 'privatekey'];
/** Messages that tell of no secret. */
const NO_SECRET = new Set(['AWSAccountID']);

const SERVICES: Readonly<Record<string, string>> = {
  '1password': '1Password',
  anthropic: 'Anthropic',
  aws: 'Amazon Web Services',
  databricks: 'Databricks',
  docker: 'Docker',
  figma: 'Figma',
  gcp: 'Google Cloud',
  github: 'GitHub',
  gitlab: 'GitLab',
  grafana: 'Grafana',
  groq: 'Groq',
  'hashicorp-vault': 'HashiCorp Vault',
  huggingface: 'Hugging Face',
  linear: 'Linear',
  notion: 'Notion',
  npm: 'npm',
  openai: 'OpenAI',
  sendgrid: 'SendGrid',
  shopify: 'Shopify',
  slack: 'Slack',
  vercel: 'Vercel',
};

function kindOf(rule: string): FindingKind {
  if (rule === 'database-connection-string') return 'database-address';
  return rule === 'basicauth' ? 'address-with-password' : 'service-token';
}

/**
 * The rules of secretlint's recommended preset, run without its core: that one measures every file and keeps the measurements for the life
 * of the process.
 */
export class RuleSet {
  readonly #handlers: SecretLintRuleReportHandler[] = [];
  #found: Match[] = [];

  constructor() {
    creator.create(
      {
        sharedOptions: {},
        registerRule: (rule: SecretLintRuleCreator) => this.#register(rule),
      },
      {},
    );
  }

  /** One text at a time. @param name of the file, without its folder: some rules look at it */
  async match(text: string, name: string): Promise<Match[]> {
    this.#found = [];
    // Rules may look at the file itself by its path; here nothing is read but what was given.
    const source = {
      hasBOM: false,
      content: text,
      contentType: 'text',
      filePath: name,
      ext: '',
      getFilePath: () => name,
      getPhysicalFilePath: () => undefined,
    } as unknown as SecretLintSourceCode;
    for (const handler of this.#handlers) await handler.file?.(source);
    return this.#found;
  }

  #register(rule: SecretLintRuleCreator): void {
    const name = rule.meta.id.replace(PREFIX, '');
    if (LEFT_OUT.includes(name)) return;
    const kind = kindOf(name);
    const service = kind === 'service-token' ? { service: SERVICES[name] ?? name } : {};
    const handler = rule.create(
      {
        sharedOptions: {},
        // The sentences are this program's own: those of the rules hold the secret.
        createTranslator: () => (messageId) => ({ message: '', messageId: String(messageId), data: undefined }),
        ignore: () => undefined,
        report: ({ message, range: [start, end] }) => {
          if (!NO_SECRET.has(message.messageId)) this.#found.push({ kind, start, end, ...service });
        },
      },
      {},
    );
    this.#handlers.push(handler);
  }
}
