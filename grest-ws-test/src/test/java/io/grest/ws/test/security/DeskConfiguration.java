package io.grest.ws.test.security;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.security.AuthenticationInterceptor;
import io.grest.ws.test.security.Desk.Branch;
import io.grest.ws.test.security.Desk.Client;
import io.grest.ws.test.security.Desk.Server;
import io.grest.ws.test.security.Desk.Vault;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The contracts: an open desk, one with in-band credentials, and a vault.
 */
@Configuration(proxyBeanMethods = false)
class DeskConfiguration {

	@Bean
	SocketContract<Server, Client> deskApi() {
		return SocketContract.define("DeskApi", Server.class, Client.class).path("/ws/desk").use(Doorman.class).build();
	}

	@Bean
	SocketContract<Vault, Client> vaultApi() {
		return SocketContract.define("VaultApi", Vault.class, Client.class).path("/ws/vault").build();
	}

	@Bean
	SocketContract<Branch, Client> branchApi() {
		return SocketContract.define("BranchApi", Branch.class, Client.class)
			.path("/ws/branch")
			.use(AuthenticationInterceptor.class)
			.build();
	}

}
