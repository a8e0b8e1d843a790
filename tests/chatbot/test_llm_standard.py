"""LangChain's own contract for chat models, held against the packaged model in int8."""

import pytest
from langchain_tests.integration_tests import ChatModelIntegrationTests
from langchain_tests.unit_tests import ChatModelUnitTests

from chatbot.llm import LocalChatModel
from compress.home import models_folder


class TestLocalChatModelUnit(ChatModelUnitTests):
    """The contract that needs no weights."""

    @property
    def chat_model_class(self):
        return LocalChatModel

    @property
    def chat_model_params(self):
        return {"model": "no-such-folder"}


class TestLocalChatModelIntegration(ChatModelIntegrationTests):
    """The contract on real weights: streaming, forced tool calls, structured output, usage, stop sequences."""

    folder = ""

    @pytest.fixture(scope="class", autouse=True)
    def loaded(self, real_home, request):
        request.cls.folder = str(models_folder(real_home) / "smollm2-135m-int8")
        return LocalChatModel(**self.chat_model_params).load()

    @pytest.fixture
    def model(self, loaded):
        return loaded

    @property
    def chat_model_class(self):
        return LocalChatModel

    @property
    def chat_model_params(self):
        return {"model": self.folder, "max_tokens": 256}

    @property
    def supports_model_override(self):
        return False  # a call cannot change the weights that are loaded

    @pytest.mark.xfail(reason="the packaged model does not choose tools by itself; forced calls work", strict=True)
    def test_agent_loop(self, model):
        super().test_agent_loop(model)
