import { chatApi } from "@example/chat-api/ChatApi.js"
import { ContractError } from "@example/chat-api/runtime.js"

export const reasonOf = (error: unknown) =>
  chatApi.isError(error, "joinRoom") ? error.type : error instanceof ContractError ? error.message : "unknown"
