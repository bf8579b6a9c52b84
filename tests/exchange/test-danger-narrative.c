/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Danger in narratives, extensions and what else stands beside the parts that are read by their meaning; and the low
 * degrees of a risk. A narrative that only repeats says nothing twice. */

#include "exchange-fixture.h"

#include "ek-assess.h"
#include "ek-danger.h"
#include "ek-fhir-import.h"
#include "ek-notice.h"

#include <string.h>

/* In single quotation marks. @right: an open risk (R), a notice and no risk (N), neither (.), anything but a risk (!).
 */
static const struct {
  const char *name;
  char right;
  const char *text;
} cases[] = {
  { "Procedure narrative", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-02'}"
    "\n"
    "{'resourceType':'Procedure','status':'completed','code':{'text':'Gastric lavage'}"
    ",'text':{'status':'generated','div':'<div>after suicide attempt with tablets</div>"
    "'},'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Procedure narrative split word", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-03'}"
    "\n"
    "{'resourceType':'Procedure','status':'completed','code':{'text':'Gastric lavage'}"
    ",'text':{'status':'generated','div':'<div>after sui<b>cide</b> attempt</div>"
    "'},'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Procedure narrative entities", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-04'}"
    "\n"
    "{'resourceType':'Procedure','status':'completed','code':{'text':'Gastric lavage'}"
    ",'text':{'status':'generated','div':'<div>&#33258;&#x6740;未遂</div>'},'id':"
    "'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Procedure narrative negated", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-05'}"
    "\n"
    "{'resourceType':'Procedure','status':'completed','code':{'text':'Gastric lavage'}"
    ",'text':{'status':'generated','div':'<div>no suicidal ideation</div>'},'id':"
    "'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Condition narrative", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-06'}"
    "\n"
    "{'resourceType':'Condition','clinicalStatus':{'coding':[{'code':'active'}]}"
    ",'code':{'text':'Depression'},'text':{'status':'generated','div':'<div>suicidal "
    "with plan</div>'},'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Condition narrative repeats", 'R',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-07'}"
    "\n"
    "{'resourceType':'Condition','clinicalStatus':{'coding':[{'code':'active'}]}"
    ",'code':{'text':'Suicidal ideation'},'text':{'status':'generated','div':'<div>"
    "Suicidal ideation</div>'},'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Composition section", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-08'}"
    "\n"
    "{'resourceType':'Composition','status':'final','type':{'text':'Letter'},'date':"
    "'2026-11-20','author':[{'display':'x'}],'title':'Letter','section':[{'title':"
    "'Course','text':{'status':'generated','div':'<div>Patient will kill himself "
    "tonight</div>'}}],'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Observation no + table", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-09'}"
    "\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:"
    "00:00+08:00','code':{'text':'Suicidal ideation'},'valueString':'No','text':"
    "{'status':'generated','div':'<div><table><tr><td>Suicidal ideation</td><td>"
    "No</td></tr></table></div>'},'id':'x1','subject':{'reference':'Patient/p1'}"
    "}\n" },
  { "Observation no + hapi", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-10'}"
    "\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:"
    "00:00+08:00','code':{'text':'Suicidal ideation'},'valueString':'No','text':"
    "{'status':'generated','div':'<div><p><b>Generated Narrative: Observation</b>"
    "</p><p><b>status</b>: final</p><p><b>code</b>: Suicidal ideation</p><p><b>"
    "value</b>: No</p></div>'},'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Observation no + narrative says more", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-11'}"
    "\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:"
    "00:00+08:00','code':{'text':'Suicidal ideation'},'valueString':'No','text':"
    "{'status':'additional','div':'<div>Suicidal ideation denied to nurse, told "
    "wife he will kill himself</div>'},'id':'x1','subject':{'reference':'Patient/p1'}"
    "}\n" },
  { "PHQ9 zeros narrative of items", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-12'}"
    "\n"
    "{'resourceType':'QuestionnaireResponse','status':'completed','questionnaire':"
    "'https://evenkeel.io/fhir/Questionnaire/phq9|1.0','authored':'2026-11-20T10:"
    "00:00+08:00','item':[{'linkId':'44250-9','answer':[{'valueInteger':0}]},{'linkId':"
    "'44255-8','answer':[{'valueInteger':0}]},{'linkId':'44259-0','answer':[{'valueInteger':"
    "0}]},{'linkId':'44254-1','answer':[{'valueInteger':0}]},{'linkId':'44251-7',"
    "'answer':[{'valueInteger':0}]},{'linkId':'44258-2','answer':[{'valueInteger':"
    "0}]},{'linkId':'44252-5','answer':[{'valueInteger':0}]},{'linkId':'44253-3',"
    "'answer':[{'valueInteger':0}]},{'linkId':'44260-8','answer':[{'valueInteger':"
    "0}]}],'text':{'status':'generated','div':'<div><table><tr><th>Question</th>"
    "<th>Answer</th></tr><tr><td>Thoughts that you would be better off dead, or "
    "of hurting yourself in some way</td><td>0</td></tr></table></div>'},'id':'x1',"
    "'subject':{'reference':'Patient/p1'}}\n" },
  { "PHQ9 zeros narrative danger", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-13'}"
    "\n"
    "{'resourceType':'QuestionnaireResponse','status':'completed','questionnaire':"
    "'https://evenkeel.io/fhir/Questionnaire/phq9|1.0','authored':'2026-11-20T10:"
    "00:00+08:00','item':[{'linkId':'44250-9','answer':[{'valueInteger':0}]},{'linkId':"
    "'44255-8','answer':[{'valueInteger':0}]},{'linkId':'44259-0','answer':[{'valueInteger':"
    "0}]},{'linkId':'44254-1','answer':[{'valueInteger':0}]},{'linkId':'44251-7',"
    "'answer':[{'valueInteger':0}]},{'linkId':'44258-2','answer':[{'valueInteger':"
    "0}]},{'linkId':'44252-5','answer':[{'valueInteger':0}]},{'linkId':'44253-3',"
    "'answer':[{'valueInteger':0}]},{'linkId':'44260-8','answer':[{'valueInteger':"
    "0}]}],'text':{'status':'generated','div':'<div>Patient says he will kill himself "
    "tonight</div>'},'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "PHQ9 zeros answer extension", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-14'}"
    "\n"
    "{'resourceType':'QuestionnaireResponse','status':'completed','questionnaire':"
    "'https://evenkeel.io/fhir/Questionnaire/phq9|1.0','authored':'2026-11-20T10:"
    "00:00+08:00','item':[{'linkId':'44250-9','answer':[{'valueInteger':0}]},{'linkId':"
    "'44255-8','answer':[{'valueInteger':0}]},{'linkId':'44259-0','answer':[{'valueInteger':"
    "0}]},{'linkId':'44254-1','answer':[{'valueInteger':0}]},{'linkId':'44251-7',"
    "'answer':[{'valueInteger':0}]},{'linkId':'44258-2','answer':[{'valueInteger':"
    "0}]},{'linkId':'44252-5','answer':[{'valueInteger':0}]},{'linkId':'44253-3',"
    "'answer':[{'valueInteger':0}]},{'linkId':'44260-8','answer':[{'valueInteger':"
    "0,'extension':[{'url':'http://x/c','valueString':'lies, has a rope, will kill "
    "himself'}]}]}],'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "PHQ9 ext codeable", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-15'}"
    "\n"
    "{'resourceType':'QuestionnaireResponse','status':'completed','questionnaire':"
    "'https://evenkeel.io/fhir/Questionnaire/phq9|1.0','authored':'2026-11-20T10:"
    "00:00+08:00','item':[{'linkId':'44250-9','answer':[{'valueInteger':0}]},{'linkId':"
    "'44255-8','answer':[{'valueInteger':0}]},{'linkId':'44259-0','answer':[{'valueInteger':"
    "0}]},{'linkId':'44254-1','answer':[{'valueInteger':0}]},{'linkId':'44251-7',"
    "'answer':[{'valueInteger':0}]},{'linkId':'44258-2','answer':[{'valueInteger':"
    "0}]},{'linkId':'44252-5','answer':[{'valueInteger':0}]},{'linkId':'44253-3',"
    "'answer':[{'valueInteger':0}]},{'linkId':'44260-8','answer':[{'valueInteger':"
    "0}]}],'extension':[{'url':'http://x','valueCodeableConcept':{'coding':[{'system':"
    "'http://snomed.info/sct','code':'6471006'}]}}],'id':'x1','subject':{'reference':"
    "'Patient/p1'}}\n" },
  { "PHQ9 translated item text", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-16'}"
    "\n"
    "{'resourceType':'QuestionnaireResponse','status':'completed','questionnaire':"
    "'https://evenkeel.io/fhir/Questionnaire/phq9|1.0','authored':'2026-11-20T10:"
    "00:00+08:00','item':[{'linkId':'44250-9','_text':{'extension':[{'url':'http:"
    "//hl7.org/fhir/StructureDefinition/translation','extension':[{'url':'content',"
    "'valueString':'有自杀的想法'}]}]},'answer':[{'valueInteger':0}]},{'linkId':'44255-8',"
    "'_text':{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/translation',"
    "'extension':[{'url':'content','valueString':'有自杀的想法'}]}]},'answer':[{'valueInteger':"
    "0}]},{'linkId':'44259-0','_text':{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/translation',"
    "'extension':[{'url':'content','valueString':'有自杀的想法'}]}]},'answer':[{'valueInteger':"
    "0}]},{'linkId':'44254-1','_text':{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/translation',"
    "'extension':[{'url':'content','valueString':'有自杀的想法'}]}]},'answer':[{'valueInteger':"
    "0}]},{'linkId':'44251-7','_text':{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/translation',"
    "'extension':[{'url':'content','valueString':'有自杀的想法'}]}]},'answer':[{'valueInteger':"
    "0}]},{'linkId':'44258-2','_text':{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/translation',"
    "'extension':[{'url':'content','valueString':'有自杀的想法'}]}]},'answer':[{'valueInteger':"
    "0}]},{'linkId':'44252-5','_text':{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/translation',"
    "'extension':[{'url':'content','valueString':'有自杀的想法'}]}]},'answer':[{'valueInteger':"
    "0}]},{'linkId':'44253-3','_text':{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/translation',"
    "'extension':[{'url':'content','valueString':'有自杀的想法'}]}]},'answer':[{'valueInteger':"
    "0}]},{'linkId':'44260-8','_text':{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/translation',"
    "'extension':[{'url':'content','valueString':'有自杀的想法'}]}]},'answer':[{'valueInteger':"
    "0}]}],'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Unknown form narrative", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-17'}"
    "\n"
    "{'resourceType':'QuestionnaireResponse','status':'completed','questionnaire':"
    "'http://o/x','authored':'2026-11-20','item':[{'linkId':'a','text':'Sleep',"
    "'answer':[{'valueString':'bad'}]}],'text':{'status':'generated','div':'<div>"
    "plans suicide</div>'},'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Patient extension", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-18',"
    "'extension':[{'url':'http://x','valueString':'suicide risk high'}]}\n" },
  { "Patient narrative", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-19',"
    "'text':{'status':'generated','div':'<div>known suicide attempts, at risk</div>"
    "'}}\n" },
  { "Patient ext on name", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-20',"
    "'telecom':[{'system':'phone','value':'1','extension':[{'url':'x','valueString':"
    "'will kill himself'}]}]}\n" },
  { "Patient plain", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-21',"
    "'text':{'status':'generated','div':'<div>Suse Kill, born 1980</div>'}}\n" },
  { "Patient contact", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-22',"
    "'contact':[{'name':{'text':'suicide watch nurse'}}]}\n" },
  { "Contained", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-23'}"
    "\n"
    "{'resourceType':'Procedure','status':'completed','code':{'text':'Gastric lavage'}"
    ",'contained':[{'resourceType':'Observation','id':'c','status':'final','code':"
    "{'text':'x'},'text':{'status':'generated','div':'<div>wants to die</div>'}"
    "}],'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Encounter narrative", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-24'}"
    "\n"
    "{'resourceType':'Encounter','status':'finished','class':{'code':'EMER'},'period':"
    "{'start':'2026-11-20T10:00:00+08:00'},'text':{'status':'generated','div':'<div>"
    "<ul><li>Reason: suicide attempt</li></ul></div>'},'id':'x1','subject':{'reference':"
    "'Patient/p1'}}\n" },
  { "MedRequest narrative", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-25'}"
    "\n"
    "{'resourceType':'MedicationRequest','status':'active','intent':'order','authoredOn':"
    "'2026-11-20','medicationCodeableConcept':{'text':'sertraline'},'text':{'status':"
    "'generated','div':'<div>hoards tablets to kill himself</div>'},'id':'x1','subject':"
    "{'reference':'Patient/p1'}}\n" },
  { "Allergy narrative", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-26'}"
    "\n"
    "{'resourceType':'AllergyIntolerance','code':{'text':'Penicillin'},'text':{"
    "'status':'generated','div':'<div>suicidal</div>'},'id':'x1','patient':{'reference':"
    "'Patient/p1'}}\n" },
  { "RiskAssessment low", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-27'}"
    "\n"
    "{'resourceType':'RiskAssessment','status':'final','occurrenceDateTime':'2026-11-20T10:"
    "00:00+08:00','prediction':[{'outcome':{'text':'Suicide'},'qualitativeRisk':"
    "{'text':'Low'}}],'text':{'status':'generated','div':'<div><p><b>outcome</b>"
    ": Suicide</p><p>Low</p></div>'},'id':'x1','subject':{'reference':'Patient/p1'}"
    "}\n" },
  { "RiskAssessment high", 'R',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-01'}"
    "\n"
    "{'resourceType':'RiskAssessment','status':'final','occurrenceDateTime':'2026-11-20T10:"
    "00:00+08:00','prediction':[{'outcome':{'text':'Suicide'},'qualitativeRisk':"
    "{'text':'High'}}],'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Obs Suicide risk low", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-02'}"
    "\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:"
    "00:00+08:00','code':{'text':'Suicide risk'},'valueString':'Low','id':'x1',"
    "'subject':{'reference':'Patient/p1'}}\n" },
  { "Obs 自杀风险评估 低", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-03'}"
    "\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:"
    "00:00+08:00','code':{'text':'自杀风险评估'},'valueString':'低风险','id':'x1','subject':"
    "{'reference':'Patient/p1'}}\n" },
  { "Obs Suicide risk high", 'R',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-04'}"
    "\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:"
    "00:00+08:00','code':{'text':'Suicide risk'},'valueString':'High','id':'x1',"
    "'subject':{'reference':'Patient/p1'}}\n" },
  { "Obs Suicidal ideation mild", 'R',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-05'}"
    "\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:"
    "00:00+08:00','code':{'text':'Suicidal ideation'},'valueString':'Mild','id':"
    "'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Obs CIWA 30", 'R',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-06'}"
    "\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:"
    "00:00+08:00','code':{'text':'CIWA-Ar'},'valueInteger':30,'id':'x1','subject':"
    "{'reference':'Patient/p1'}}\n" },
  { "Obs CIWA 4", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-07'}"
    "\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:"
    "00:00+08:00','code':{'text':'CIWA-Ar'},'valueInteger':4,'id':'x1','subject':"
    "{'reference':'Patient/p1'}}\n" },
  { "Obs Violence yes", 'R',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-08'}"
    "\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:"
    "00:00+08:00','code':{'text':'Violence'},'valueString':'Yes, threatened wife "
    "with knife','id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Obs Violence no", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-09'}"
    "\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:"
    "00:00+08:00','code':{'text':'Violence'},'valueString':'No','id':'x1','subject':"
    "{'reference':'Patient/p1'}}\n" },
  { "Obs 暴力", 'R',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-10'}"
    "\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:"
    "00:00+08:00','code':{'text':'暴力'},'valueString':'持刀威胁妻子','id':'x1','subject':"
    "{'reference':'Patient/p1'}}\n" },
  { "Obs Mother’s suicide risk high", '!',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-11'}"
    "\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:"
    "00:00+08:00','code':{'text':'Mother’s suicide risk'},'valueString':'High',"
    "'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Panel no + narrative", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-01-12'}"
    "\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:"
    "00:00+08:00','code':{'text':'C-SSRS'},'component':[{'code':{'text':'Suicidal "
    "ideation'},'valueString':'No'},{'code':{'text':'Wish to be dead'},'valueString':"
    "'No'}],'text':{'status':'generated','div':'<div><p>Suicidal ideation: No</p>"
    "<p>Wish to be dead</p><p>No</p></div>'},'id':'x1','subject':{'reference':'Patient/p1'}"
    "}\n" },
  { "Obs GAF 15", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-02-01'}\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:00:00+08:00',"
    "'code':{'text':'GAF'},'valueInteger':15,'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Obs GAF 55", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-02-02'}\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:00:00+08:00',"
    "'code':{'text':'Global assessment of functioning'},'valueInteger':55,'id':'x1',"
    "'subject':{'reference':'Patient/p1'}}\n" },
  { "Obs CGI-S 7", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-02-03'}\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:00:00+08:00',"
    "'code':{'text':'CGI-S'},'valueQuantity':{'value':7},'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Obs CGI-S 4", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-02-04'}\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:00:00+08:00',"
    "'code':{'text':'CGI-S'},'valueInteger':4,'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Obs GAF deferred", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-02-05'}\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:00:00+08:00',"
    "'code':{'text':'GAF'},'valueString':'deferred','id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Obs lithium 1.9", 'R',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-02-06'}\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:00:00+08:00',"
    "'code':{'text':'Lithium level'},'valueQuantity':{'value':1.9,'unit':'mmol/L'},"
    "'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Obs lithium 0.7", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-02-07'}\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:00:00+08:00',"
    "'code':{'text':'血锂'},'valueQuantity':{'value':0.7,'unit':'mmol/L'},'id':'x1',"
    "'subject':{'reference':'Patient/p1'}}\n" },
  { "Obs method C-SSRS high", 'R',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-02-08'}\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:00:00+08:00',"
    "'code':{'text':'Screening'},'method':{'text':'C-SSRS'},'valueString':'High',"
    "'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Obs C-SSRS intent", 'R',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-02-09'}\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:00:00+08:00',"
    "'code':{'text':'C-SSRS'},'valueString':'yes to intent','id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Obs C-SSRS 5", 'R',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-02-10'}\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:00:00+08:00',"
    "'code':{'text':'哥伦比亚自杀严重程度评定量表'},'valueInteger':5,'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Obs C-SSRS 0", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-02-11'}\n"
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-20T10:00:00+08:00',"
    "'code':{'text':'C-SSRS'},'valueInteger':0,'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Risk method C-SSRS high", 'R',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-02-12'}\n"
    "{'resourceType':'RiskAssessment','status':'final','method':{'text':'C-SSRS'},'occurrenceDateTime':"
    "'2026-11-20','prediction':[{'qualitativeRisk':{'coding':[{'code':'high','display':'High'}]}}],"
    "'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Risk method C-SSRS low", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-02-13'}\n"
    "{'resourceType':'RiskAssessment','status':'final','method':{'text':'C-SSRS'},'occurrenceDateTime':"
    "'2026-11-20','prediction':[{'qualitativeRisk':{'coding':[{'code':'low','display':'Low'}]}}],"
    "'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Flag safety code", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-02-14'}\n"
    "{'resourceType':'Flag','status':'active','category':[{'coding':[{'code':'safety'}]}],'code':"
    "{'coding':[{'system':'http://h.example/flags','code':'W17'}]},'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Flag safety falls", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-02-15'}\n"
    "{'resourceType':'Flag','status':'active','category':[{'coding':[{'code':'safety'}]}],'code':"
    "{'text':'Risk of falls'},'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Flag safety ended", '.',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-02-16'}\n"
    "{'resourceType':'Flag','status':'inactive','category':[{'coding':[{'code':'safety'}]}],'code':"
    "{'coding':[{'system':'http://h.example/flags','code':'W17'}]},'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
  { "Note item nine", 'N',
    "{'resourceType':'Patient','id':'p1','name':[{'text':'孙辛'}],'birthDate':'1980-02-17'}\n"
    "{'resourceType':'Communication','status':'completed','payload':[{'contentString':"
    "'PHQ-9 18分，第9题2分'}],'id':'x1','subject':{'reference':'Patient/p1'}}\n" },
};

static void
import (Fixture *fixture, const char *text, EkSuspectsFunc suspects)
{
  const EkFhirImportOptions options = { .source = "http://h.example/fhir",
                                        .received = ek_assess_received,
                                        .suspects = suspects };
  g_autofree char *path = fixture_write (fixture, "in.json", text);
  g_autoptr (GError) error = NULL;
  g_autoptr (EkFhirReport) report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options, &error);

  g_assert_no_error (error);
  g_assert_nonnull (report);
}

static void
assert_right (Fixture *fixture, char right)
{
  gint64 risks = fixture_count (fixture, "SELECT count(*) FROM risk WHERE status = 'open'");
  gint64 notices = fixture_count (fixture, "SELECT count(*) FROM notice WHERE kind = 'unclear-danger'");

  g_assert_cmpint (risks, ==, right == 'R');
  if (right != '!')
    g_assert_cmpint (notices, ==, right == 'N');
}

/* The same with and without the fast look at the bytes, and a second time. */
static void
test_case (Fixture *fixture, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data) / 2;
  g_autofree char *text = g_strdelimit (g_strdup (cases[i].text), "'", '"');

  for (int times = 0; times < 2; times++)
    {
      import (fixture, text, GPOINTER_TO_UINT (data) % 2 == 0 ? ek_danger_suspects : NULL);
      assert_right (fixture, cases[i].right);
    }
}

/* Whatever the reading finds, the fast look does not pass over. */
static void
test_suspects (void)
{
  static const char *const danger[] = {
    "{\"div\":\"<p>sui<b>cid</b>al<\\/p>\"}",
    "{\"div\":\"<p>&#x81EA;&#26432;</p>\"}",
    "{\"div\":\"<p>&#115;uicidal</p>\"}",
    "{\"contentType\":\"text/html\",\"data\":\"PGI+c3VpPC9iPmNpZGFsIHRob3VnaHRz\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (danger); i++)
    g_assert_true (ek_danger_suspects (danger[i], strlen (danger[i])));
  g_assert_false (ek_danger_suspects ("{\"div\":\"<p>Slept &amp; ate</p>\"}", 28));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/narrative/%s/%s", i % 2 == 0 ? "fast" : "whole", cases[i / 2].name);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), fixture_set_up, test_case, fixture_tear_down);
    }
  g_test_add_func ("/narrative/suspects", test_suspects);
  return g_test_run ();
}
