/** The command that enrols an agent and starts it. The secret also pins the platform's root. */
export function enrolCommand(agentUrl: string, secret: string): string {
  return `npx tensorguard agent start --platform ${agentUrl} --join-token ${secret}`;
}
