package io.grest.ws.generate;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ValidationException;
import io.grest.ws.generate.sample.Catalogue.Everything;
import io.grest.ws.generate.sample.EveryTypeClient;
import io.grest.ws.generate.sample.EveryTypeServer;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.protocol.PayloadCodec;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the types let a client send, Java takes; and what Java refuses by its form, the
 * types do not let pass.
 */
class TypeScriptInputTests {

	private static final List<Input> INPUTS = List.of(

			// What may be left out, and what may not
			fits("absent", "{'notNull':'a'}"),
			fits("absent",
					"{'notNull':'a','nullable':null,'optional':null,'item':null,'optionalInt':null,'items':null,'marked':null,'boxed':null}"),
			fits("absent", "{'notNull':'a','optional':'b','optionalInt':1,'boxed':1,'item':{'name':'n','amount':1}}"),
			refused("absent", "{'notNull':null}"), refused("absent", "{'nullable':'a'}"),
			refused("absent", "{'notNull':'a','item':{'name':'n'}}"),
			fits("leftOut", "{'present':'a','list':[],'number':0}"),
			refused("leftOut", "{'present':'a','list':[],'number':null}"), fits("bean", "{'count':1,'fixed':'f'}"),
			refused("bean", "{'count':'1','fixed':'f'}"),

			// Names
			fits("renamed", "{'other-name':'a','secret':'b','described':'c'}"),
			fits("unwrapped", "{'own':'a','name':'b','amount':1,'other_name':'c','other_amount':2}"),
			refused("unwrapped", "{'own':'a','name':'b','amount':'1','other_name':'c','other_amount':2}"),

			// Plain values are not converted
			fits("collections",
					"{'list':['a'],'set':[1],'numbers':[1],'texts':['a'],'nested':[[true]],'gaps':['a',null],'iterable':[],'colors':['RED'],'arrays':[[1]]}"),
			refused("collections",
					"{'list':[1],'set':[1],'numbers':[1],'texts':['a'],'nested':[[true]],'gaps':['a',null],'iterable':[],'colors':['RED'],'arrays':[[1]]}"),
			refused("collections",
					"{'list':['a'],'set':['x'],'numbers':[1],'texts':['a'],'nested':[[true]],'gaps':['a',null],'iterable':[],'colors':['RED'],'arrays':[[1]]}"),
			fits("maps", "{'counts':{'a':1},'byNumber':{'7':'b'},'byId':{},'byColor':{'RED':1},'gaps':{'c':null}}"),
			refused("maps", "{'counts':{'a':'b'},'byNumber':{},'byId':{},'byColor':{},'gaps':{}}"),
			refused("maps", "{'counts':{},'byNumber':{},'byId':{},'byColor':{'PINK':1},'gaps':{}}"),

			// Constants and values
			fits("constants",
					"{'color':'RED','spoken':'yes','annotated':'first','numbered':2,'operator':'PLUS','index':0,'bySpoken':{'no':1}}"),
			refused("constants",
					"{'color':'RED','spoken':'yes','annotated':'first','numbered':2,'operator':'PLUS','index':7,'bySpoken':{}}"),
			refused("constants",
					"{'color':'red','spoken':'yes','annotated':'first','numbered':2,'operator':'PLUS','index':0,'bySpoken':{}}"),
			refused("constants",
					"{'color':'RED','spoken':'YES','annotated':'first','numbered':2,'operator':'PLUS','index':0,'bySpoken':{}}"),
			refused("constants",
					"{'color':'RED','spoken':'yes','annotated':'FIRST','numbered':2,'operator':'PLUS','index':0,'bySpoken':{}}"),
			refused("constants",
					"{'color':'RED','spoken':'yes','annotated':'first','numbered':3,'operator':'PLUS','index':0,'bySpoken':{}}"),
			fits("values", "{'email':'a@b','money':'1.50','asText':'0.10','id':'9007199254740993'}"),
			refused("values", "{'email':'a@b','money':'1.50','asText':'0.10','id':true}"),
			refused("values", "{'email':{'value':'a@b'},'money':'1.50','asText':'0.10','id':'7'}"),

			// Hierarchies
			fits("hierarchies",
					"{'shape':{'kind':'group','parts':[{'kind':'square','side':1}]},'circle':{'kind':'circle','radius':1},"
							+ "'animal':{'cat':{'lives':9}},'dog':{'dog':{'bark':'w'}},'event':{'type':'Closed','code':1},"
							+ "'contact':{'number':'1'},'shapes':[],'fruit':{'fruit':'Pear','soft':true}}"),
			refused("hierarchies", "{'shape':{'kind':'oval','radius':1},'circle':{'kind':'circle','radius':1},"
					+ "'animal':{'cat':{'lives':9}},'dog':{'dog':{'bark':'w'}},'event':{'type':'Closed','code':1},"
					+ "'contact':{'number':'1'},'shapes':[],'fruit':{'fruit':'Pear','soft':true}}"),
			refused("hierarchies", "{'shape':{'radius':1},'circle':{'kind':'circle','radius':1},"
					+ "'animal':{'cat':{'lives':9}},'dog':{'dog':{'bark':'w'}},'event':{'type':'Closed','code':1},"
					+ "'contact':{'number':'1'},'shapes':[],'fruit':{'fruit':'Pear','soft':true}}"),

			// Recursion, generics, JSON, nothing
			fits("tree", "{'name':'a','children':[{'name':'b','children':[]}],'parent':null}"),
			refused("tree", "{'name':'a','children':[{'name':1,'children':[]}]}"),
			fits("chicken", "{'egg':{'chickens':[{}]}}"), refused("chicken", "{'egg':[]}"),
			fits("generics",
					"{'items':{'items':[]},'texts':{'items':['a'],'next':'b'},'pair':{'left':'RED','right':[]},'pages':{'items':[{'items':[1]}]}}"),
			refused("generics",
					"{'items':{'items':[]},'texts':{'items':[1]},'pair':{'left':'RED','right':[]},'pages':{'items':[{'items':[1]}]}}"),
			fits("json", "{'any':[1,'a',null,{'b':true}],'object':{'c':[]},'array':[null]}"),
			refused("json", "{'any':1,'object':[],'array':[]}"), fits("empty", "{}"), refused("empty", "[]"),
			fits("others",
					"{'bike':{'wheels':'four','bell':'b','doors':3},'car':{'wheels':'four','bell':'b','doors':3},'box':{},'boss':{'name':'b','workers':[{'name':'w'}]},'house':{'floors':2},'converted':{'text':3},'hidden':{'hidden-field':'h'},'wildcard':[],'deep':{'yes':{}},'any':1.5}"),
			fits("others",
					"{'bike':{'wheels':'two','bell':'b'},'twice':null,'car':{'wheels':'four','bell':'b','doors':3},'box':{},'boss':{'name':'b','workers':[{'name':'w'}]},'house':{'floors':2},'converted':{'text':3},'hidden':{'hidden-field':'h'},'wildcard':[],'deep':{'yes':{}},'any':1.5}"),
			refused("others",
					"{'bike':{'wheels':'six','bell':'b'},'car':{'wheels':'four','bell':'b','doors':3},'box':{},'boss':{'name':'b','workers':[{'name':'w'}]},'house':{'floors':2},'converted':{'text':3},'hidden':{'hidden-field':'h'},'wildcard':[],'deep':{'yes':{}},'any':1.5}"),
			refused("others",
					"{'bike':{'wheels':'two','bell':5},'car':{'wheels':'four','bell':'b','doors':3},'box':{},'boss':{'name':'b','workers':[{'name':'w'}]},'house':{'floors':2},'converted':{'text':3},'hidden':{'hidden-field':'h'},'wildcard':[],'deep':{'yes':{}},'any':1.5}"),
			fits("times",
					"{'instant':'2026-01-02T03:04:05Z','date':'2026-01-02','time':'03:04','local':'2026-01-02T03:04','offset':'2026-01-02T03:04:05+01:00',"
							+ "'zoned':'2026-01-02T03:04:05+01:00','duration':'PT1S','period':'P1D','year':2026,'month':'2026-01','zone':'UTC','day':'MONDAY',"
							+ "'old':'2026-01-02T03:04:05Z','epoch':1767323045.5}"),
			fits("strings",
					"{'id':'00000000-0000-4000-8000-000000000001','link':'http://a','locale':'de-DE','currency':'EUR','bytes':'AQID','chars':'ab','type':'java.lang.String'}"),
			fits("constrained",
					"{'text':'a','mails':['a@b.example'],'number':5,'price':1,'tags':['t'],'count':0,'old':'o'}"),
			refused("constrained",
					"{'text':null,'mails':['a@b.example'],'number':5,'price':1,'tags':['t'],'count':0,'old':'o'}"));

	private static Input fits(String component, String json) {
		return new Input(component, json.replace('\'', '"'), true);
	}

	private static Input refused(String component, String json) {
		return new Input(component, json.replace('\'', '"'), false);
	}

	static List<Input> inputs() {
		return INPUTS;
	}

	@ParameterizedTest
	@MethodSource("inputs")
	void javaTakesWhatFits(Input input) {
		assertThat(isTaken(input, Payload.of(input.json()))).isEqualTo(input.fits());
	}

	private static boolean isTaken(Input input, Payload payload) {
		try (ValidatorFactory validators = Validation.buildDefaultValidatorFactory()) {
			Object value = Payloads.of(new JsonMapper()).reader(input.type().getGenericType()).read(payload);
			return new MethodValidator(validators.getValidator()).issues(value).isEmpty();
		}
		catch (ValidationException ex) {
			return false;
		}
	}

	@Test
	void theTypesTakeWhatFits() throws IOException {
		SocketContract<?, ?> contract = SocketContract
			.define("EveryTypeApi", EveryTypeServer.class, EveryTypeClient.class)
			.path("/ws/types")
			.build();
		StringBuilder text = new StringBuilder("import type { EverythingInput } from \"./EveryTypeApi.js\"\n");
		List<Integer> refused = new ArrayList<>();
		for (int i = 0; i < INPUTS.size(); i++) {
			Input input = INPUTS.get(i);
			text.append("export const input%d: EverythingInput[\"%s\"] = %s\n".formatted(i, input.component(),
					input.json()));
			if (!input.fits()) {
				refused.add(i + 2);
			}
		}
		List<String> errors = new TypeScriptCompiler("inputs").withoutBrands()
			.add("EveryTypeApi.d.ts", new TypeScriptGenerator(new PayloadCodec()).generate(contract).declarations())
			.add("inputs.ts", text.toString())
			.errors();
		assertThat(errors.stream().map((error) -> error.replaceAll(" .*", "")).distinct())
			.containsExactlyElementsOf(refused.stream().map((line) -> "inputs.ts(" + line + ")").toList());
	}

	private record Input(String component, String json, boolean fits) {

		RecordComponent type() {
			return Arrays.stream(Everything.class.getRecordComponents())
				.filter((candidate) -> candidate.getName().equals(this.component))
				.findFirst()
				.orElseThrow();
		}

	}

}
