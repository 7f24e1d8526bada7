package io.grest.ws.autoconfigure.aot;

import io.grest.ws.contract.SocketContract;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;

/**
 * Processor of contracts among the beans, which registers what their calls find by
 * reflection.
 */
class ContractAotProcessor implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		if (!SocketContract.class.isAssignableFrom(bean.getBeanClass())) {
			return null;
		}
		SocketContract<?, ?> contract = new ContractBean(bean).read();
		return (contract != null)
				? (generation, code) -> new ContractHints(generation.getRuntimeHints()).register(contract) : null;
	}

}
